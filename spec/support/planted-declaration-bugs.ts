/**
 * The ways in which what an operator makes of a declaration depends on the one before it, each as a small operator with that one bug, and
 * its twin without. The page docs/exploring.md tells of them in this order.
 */
import { PermanentError } from '../../lib/base/errors.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import type { DeclarationKind } from '../../lib/testing/declaration-plan.ts';
import type { FindingKind } from '../../lib/testing/exploration-verdict.ts';

/** One bug. */
export interface PlantedDeclarationBug {
  /** What it is. */
  readonly name: string;
  readonly bug: CRDClass;
  readonly fix: CRDClass;
  /** Which declarations bring it to light. */
  readonly kind: DeclarationKind;
  /** Which of that kind; the specs have little time. */
  readonly only: RegExp;
  /** What comes of it. */
  readonly finds: FindingKind;
}

interface ShelfSpec {
  boxes: string[];
  shelves: number;
  note?: string;
  colour: 'red' | 'green' | 'none';
  labels?: Record<string, string>;
}

interface ShelfStatus {
  boxes?: string[];
  broken?: boolean;
}

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

/** What all of them have in common. */
export class Shelf extends CRDBase<ShelfSpec, ShelfStatus> {
  static readonly GROUP = 'planted.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'shelves';
  static readonly SINGULAR = 'shelf';
  static readonly KIND = 'Shelf';
  static readonly OWNS = [MAP];
  static readonly BACKOFF = { initialSeconds: 1, maxSeconds: 20 };
  static readonly SPEC = {
    type: 'object',
    required: ['boxes', 'shelves', 'colour'],
    properties: {
      boxes: { type: 'array', maxItems: 4, items: { type: 'string', pattern: '^[a-z]{1,10}$' } },
      shelves: { type: 'integer', minimum: 1, maximum: 3 },
      note: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[a-z]*$' },
      colour: { type: 'string', enum: ['red', 'green', 'none'] },
      labels: { type: 'object', additionalProperties: { type: 'string', pattern: '^[a-z]{1,10}$' } },
    },
  };

  protected map(part: string, data: Record<string, string>) {
    return { ...MAP, metadata: { name: `${this.metadata.name}-${part}`, namespace: this.metadata.namespace as string }, data };
  }

  protected reference(part: string) {
    return { ...MAP, name: `${this.metadata.name}-${part}`, namespace: this.metadata.namespace as string };
  }
}

class OnlyAdds extends Shelf {
  async reconcile() {
    for (const box of this.spec.boxes) await this.apply(this.map(box, {}));
  }
}

class AddsAndRemoves extends Shelf {
  async reconcile() {
    await this.apply(
      this.spec.boxes.map((box) => this.map(box, {})),
      { applySet: 'boxes' },
    );
  }
}

class NeverShrinks extends Shelf {
  async reconcile() {
    const { boxes } = this.spec;
    if (boxes.length < (this.status.boxes?.length ?? 0)) return;
    this.status = { boxes };
  }
}

class SaysWhatIsDeclared extends Shelf {
  reconcile() {
    this.status = { boxes: this.spec.boxes };
  }
}

class StaysBroken extends Shelf {
  async reconcile() {
    if (this.status.broken) throw new PermanentError('the shelf is broken');
    if (this.spec.colour === 'none') {
      this.status = { broken: true };
      throw new PermanentError('a shelf must have a colour');
    }
    await this.apply(this.map('colour', { colour: this.spec.colour }));
  }
}

class LooksAgain extends Shelf {
  async reconcile() {
    if (this.spec.colour === 'none') throw new PermanentError('a shelf must have a colour');
    await this.apply(this.map('colour', { colour: this.spec.colour }));
  }
}

class KeepsTheOldNote extends Shelf {
  async reconcile() {
    const live = await this.client.find(this.reference('note'));
    const note = this.spec.note ?? live?.data?.note ?? '';
    await this.apply(this.map('note', { note }));
  }
}

class WritesTheNote extends Shelf {
  async reconcile() {
    await this.apply(this.map('note', { note: this.spec.note ?? '' }));
  }
}

class MergesLabels extends Shelf {
  async reconcile() {
    const { labels = {} } = this.spec;
    if (await this.client.find(this.reference('labels'))) await this.client.mergePatch(this.reference('labels'), { data: labels });
    else await this.client.create(this.adopt(this.map('labels', labels)));
  }
}

class AppliesLabels extends Shelf {
  async reconcile() {
    await this.apply(this.map('labels', this.spec.labels ?? {}));
  }
}

class OnlyCreates extends Shelf {
  async ensureCreated() {
    await this.apply(this.map('colour', { colour: this.spec.colour }));
  }
}

class CreatesAndChanges extends OnlyCreates {
  async ensureModified() {
    await this.ensureCreated();
  }
}

class RemovesTheFirst extends Shelf {
  async reconcile() {
    const { shelves } = this.spec;
    const live = this.children(MAP)
      .map(({ metadata }) => metadata.name)
      .sort();
    for (const name of live.slice(0, Math.max(0, live.length - shelves))) {
      await this.client.delete({ ...MAP, name, namespace: this.metadata.namespace as string });
    }
    for (let count = live.length; count < shelves; count++) await this.apply(this.map(`${count}`, {}));
  }
}

class NamesEach extends Shelf {
  async reconcile() {
    const shelves = Array.from({ length: this.spec.shelves }, (_, index) => this.map(`${index}`, {}));
    await this.apply(shelves, { applySet: 'shelves' });
  }
}

class PlacesOnce extends Shelf {
  async reconcile() {
    for (const [index, box] of this.spec.boxes.entries()) {
      if (!(await this.client.find(this.reference(box)))) await this.apply(this.map(box, { place: `${index}` }));
    }
    const gone = this.children(MAP).filter(({ metadata }) => !this.spec.boxes.some((box) => metadata.name.endsWith(`-${box}`)));
    for (const child of gone) await this.delete(child);
  }
}

class PlacesAgain extends Shelf {
  async reconcile() {
    const placed = this.spec.boxes.map((box, index) => this.map(box, { place: `${index}` }));
    await this.apply(placed, { applySet: 'boxes' });
  }
}

/** All of them. */
export const PLANTED_DECLARATION_BUGS: readonly PlantedDeclarationBug[] = [
  {
    name: 'children that are only added',
    bug: OnlyAdds,
    only: /^boxes: the first item removed$/,
    fix: AddsAndRemoves,
    kind: 'change',
    finds: 'leak',
  },
  {
    name: 'a list that never gets shorter',
    bug: NeverShrinks,
    only: /^boxes: emptied$/,
    fix: SaysWhatIsDeclared,
    kind: 'change',
    finds: 'different',
  },
  { name: 'an error for good', bug: StaysBroken, only: /→ "none", and back again$/, fix: LooksAgain, kind: 'change', finds: 'different' },
  {
    name: 'a default taken from what is there',
    bug: KeepsTheOldNote,
    only: /^note: removed$/,
    fix: WritesTheNote,
    kind: 'change',
    finds: 'different',
  },
  {
    name: 'a patch that only merges',
    bug: MergesLabels,
    only: /^labels.one: removed$/,
    fix: AppliesLabels,
    kind: 'change',
    finds: 'different',
  },
  {
    name: 'a creation without changes',
    bug: OnlyCreates,
    only: /^colour: "red" → "green"$/,
    fix: CreatesAndChanges,
    kind: 'change',
    finds: 'different',
  },
  {
    name: 'the wrong ones removed',
    bug: RemovesTheFirst,
    only: /^shelves: 1 → 2, and back again$/,
    fix: NamesEach,
    kind: 'change',
    finds: 'missing',
  },
  {
    name: 'a place that is given once',
    bug: PlacesOnce,
    only: /^boxes: the first item moved/,
    fix: PlacesAgain,
    kind: 'change',
    finds: 'different',
  },
];
