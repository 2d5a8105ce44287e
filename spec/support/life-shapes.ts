/**
 * Classes of every shape for simulated lives: each writes down what its handlers were shown and did, so that in the end it can be
 * asked whether that was everything, and nothing twice at once.
 */
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { Widget } from './controller-run.ts';

/** What one life has seen. */
export class LifeNotes {
  readonly random: SeededChance;
  /** By uid, and by what is looked at there: what the last call was shown that succeeded. */
  readonly handled = new Map<string, Partial<Record<'size' | 'step', string>>>();
  readonly created = new Set<string>();
  readonly ended = new Set<string>();
  /** Those whose end is dealt with, as far as this process and this term know. */
  readonly over = new Set<string>();
  /** By name: the object whose handler is running. */
  readonly running = new Map<string, { readonly uid: string }>();
  /** By uid: of which size the Part was that it refers to. */
  readonly referred = new Map<string, number | undefined>();
  /** By uid: how many daemons run. */
  readonly daemons = new Map<string, number>();
  /** What must never happen, and did. */
  readonly violations: string[] = [];
  /** Whether handlers and requests fail now and then. */
  troubled = true;
  /** Counts processes and terms: what an earlier one still does counts no more. */
  term = 1;

  constructor(random: SeededChance) {
    this.random = random;
  }

  /** A process or a term has ended. */
  next(): void {
    this.term += 1;
    this.running.clear();
    this.over.clear();
    this.daemons.clear();
  }
}

/** A kind of class, and what is true of its objects. */
export interface LifeShape {
  readonly name: string;
  readonly type: (notes: LifeNotes) => typeof Widget;
  /** @default true */
  readonly statusSubresource?: boolean;
  /** Whether status.state is 'processed' in the end. @default true */
  readonly gated?: boolean;
  /** Whether objects carry the finalizer. @default true */
  readonly holds?: boolean;
  /** Whether the status has a record. @default true */
  readonly records?: boolean;
  /** Whether each object has a Part of its size, or those that have one have it of their size: that one is gone nobody may be told. */
  readonly parts?: 'all' | 'some';
  /** Whether each object has a daemon. @default false */
  readonly hasDaemons?: boolean;
  /** Whether each object is told of the Part of its name. @default false */
  readonly refers?: boolean;
  /** Whether the schema has no room for what the SDK writes to the status. @default false */
  readonly prunes?: boolean;
  /** Whether objects with the label `off` are none of ours. @default false */
  readonly filters?: boolean;
}

const PART = { apiVersion: 'v1', kind: 'Part' };

/** The base of all shapes. @param hasPart whether it makes a child. @default false */
function lifeBase(notes: LifeNotes, hasPart = false) {
  const { random } = notes;
  return class extends Widget {
    static readonly BACKOFF = { initialSeconds: 1, factor: 1.5, maxSeconds: 5 };

    /** The work of one handler. @param done is called in the moment in which it has succeeded */
    async work(done: () => void = () => {}): Promise<void> {
      const { name, uid } = this.metadata;
      const { term } = notes;
      const other = notes.running.get(name);
      if (other) notes.violations.push(`a handler of ${name} (${uid}) began while one of ${other.uid} was running`);
      const call = { uid };
      notes.running.set(name, call);
      try {
        if (random.integer(3) === 0) this.status = { step: random.integer(100) };
        for (let turn = random.integer(4); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
        if (random.integer(6) === 0) await this.flush();
        if (notes.troubled && random.integer(5) === 0) throw new Error('no luck');
        this.signal.throwIfAborted();
        if (term !== notes.term) throw new Error('over');
        done();
        if (hasPart && !this.metadata.deletionTimestamp) await this.#makePart();
      } finally {
        if (notes.running.get(name) === call) notes.running.delete(name);
      }
    }

    async #makePart(): Promise<void> {
      await this.apply({ ...PART, metadata: { name: `p-${this.metadata.name}` }, size: this.spec.size });
    }

    /** The call has succeeded as far as it can tell. */
    saw(...what: ('size' | 'step')[]): void {
      const { uid, labels } = this.metadata;
      const now = { size: String(this.spec.size), step: String(labels?.step) };
      const seen = { ...notes.handled.get(uid) };
      for (const each of what) seen[each] = now[each];
      notes.handled.set(uid, seen);
    }

    mustBeCreated(): void {
      if (!notes.created.has(this.metadata.uid)) notes.violations.push(`${this.metadata.uid} was changed before it was created`);
    }

    async begin(): Promise<void> {
      await this.work();
      notes.created.add(this.metadata.uid);
      this.saw('size', 'step');
    }

    async end(): Promise<void> {
      const { uid } = this.metadata;
      await this.work(() => notes.ended.add(uid));
    }
  };
}

function edges(notes: LifeNotes, hasPart?: boolean) {
  return class extends lifeBase(notes, hasPart) {
    async ensureCreated() {
      await this.begin();
    }
    async ensureModified() {
      this.mustBeCreated();
      await this.work();
      this.saw('size', 'step');
    }
    async ensureDeleted() {
      await this.end();
    }
  };
}

function level(notes: LifeNotes, hasPart?: boolean) {
  return class extends lifeBase(notes, hasPart) {
    async reconcile() {
      await this.work();
      this.saw('size', 'step');
    }
    async ensureDeleted() {
      await this.end();
    }
  };
}

function byField(notes: LifeNotes) {
  return class extends lifeBase(notes) {
    static readonly ON_FIELD = { resized: 'spec.size', stepped: ['metadata', 'labels', 'step'] };
    async ensureCreated() {
      await this.begin();
    }
    async resized() {
      this.mustBeCreated();
      await this.work();
      this.saw('size');
    }
    async stepped() {
      this.mustBeCreated();
      await this.work();
      this.saw('step');
    }
    async ensureDeleted() {
      await this.end();
    }
  };
}

function parents(notes: LifeNotes) {
  return class extends edges(notes, true) {
    static readonly OWNS = [PART];
    async childChanged(_child: StoredObject, _type: string) {
      await this.work();
    }
  };
}

function levelParents(notes: LifeNotes) {
  return class extends level(notes, true) {
    static readonly OWNS = [PART];
  };
}

/** Reads the Part that each object refers to, which somebody else makes, changes and deletes. */
function referring(notes: LifeNotes) {
  return class extends level(notes) {
    static readonly WATCHES = [
      {
        ...PART,
        concerns: ({ metadata }: { metadata: { name: string } }) => [{ namespace: 'team', name: metadata.name.slice('p-'.length) }],
      },
    ];
    override async reconcile() {
      await this.work();
      const part = await this.client.find({ ...PART, name: `p-${this.metadata.name}`, namespace: 'team' });
      this.saw('size', 'step');
      notes.referred.set(this.metadata.uid, (part as { size?: number } | undefined)?.size);
    }
  };
}

/** Asks for more calls than changes bring. */
function busy(notes: LifeNotes) {
  return class extends edges(notes) {
    static readonly RESYNC_SECONDS = 20;
    static readonly READY_CONDITION = true;
    override async work(done?: () => void) {
      await super.work(done);
      if (notes.random.integer(4) === 0) this.requeueAfter(notes.random.integer(5));
    }
  };
}

function filtered(notes: LifeNotes) {
  return class extends level(notes) {
    static readonly WHEN = isOn;
  };
}

function isOn({ metadata }: { metadata: { labels?: Record<string, string> } }): boolean {
  return metadata.labels?.off === undefined;
}

function living(notes: LifeNotes) {
  return class extends edges(notes) {
    static readonly TIMERS = { poll: { intervalSeconds: 3 } };
    static readonly DAEMONS = { follow: { graceSeconds: 2 } };
    async poll() {
      await this.work();
    }
    async follow(signal: AbortSignal) {
      const { uid } = this.metadata;
      const { term } = notes;
      const count = (notes.daemons.get(uid) ?? 0) + 1;
      if (count > 1) notes.violations.push(`${count} daemons of ${uid} at once`);
      notes.daemons.set(uid, count);
      try {
        if (notes.random.integer(2) === 0) this.status = { followed: notes.random.integer(100) };
        if (notes.troubled && notes.random.integer(4) === 0) throw new Error('no luck');
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        });
      } finally {
        if (term === notes.term) notes.daemons.set(uid, (notes.daemons.get(uid) ?? 1) - 1);
      }
    }
  };
}

/** All of them. */
export const LIFE_SHAPES: readonly LifeShape[] = [
  { name: 'reconcile', type: level, gated: false, records: false },
  { name: 'ON_FIELD', type: byField },
  {
    name: 'WHEN',
    filters: true,
    type: (notes) =>
      class extends edges(notes) {
        static readonly WHEN = isOn;
      },
  },
  {
    name: 'STATE_GATE off',
    gated: false,
    type: (notes) =>
      class extends edges(notes) {
        static readonly STATE_GATE = false;
      },
  },
  { name: 'no status subresource', type: edges, statusSubresource: false },
  {
    name: 'no finalizer',
    holds: false,
    type: (notes) =>
      class extends edges(notes) {
        static readonly FINALIZER = null;
      },
  },
  {
    name: 'KEEP_LAST_HANDLED',
    type: (notes) =>
      class extends edges(notes) {
        static readonly KEEP_LAST_HANDLED = true;
      },
  },
  { name: 'childChanged', type: parents, parts: 'some' },
  { name: 'reconcile and children', type: levelParents, parts: 'all', gated: false, records: false },
  { name: 'timers and daemons', type: living, hasDaemons: true },
  { name: 'WATCHES', type: referring, refers: true, gated: false, records: false },
  { name: 'RESYNC_SECONDS and requeueAfter', type: busy },
  { name: 'WHEN and reconcile', type: filtered, filters: true, gated: false, records: false },
  {
    name: 'WHEN, timers and daemons',
    filters: true,
    hasDaemons: true,
    type: (notes) =>
      class extends living(notes) {
        static readonly WHEN = isOn;
      },
  },
  { name: 'no room in the status', type: edges, prunes: true, records: false, gated: false },
];
