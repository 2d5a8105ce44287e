/**
 * The ways in which operators break, each as a small operator with that one bug, and its twin without. The page docs/exploring.md tells
 * of them in this order.
 */
import { ApiError, PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { Change } from '../../lib/resource/change.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import type { DisturbanceKind } from '../../lib/testing/disturbance.ts';
import type { ExplorationScenario, ExploreOptions } from '../../lib/testing/exploration.ts';
import type { FindingKind } from '../../lib/testing/exploration-verdict.ts';

/** One bug. */
export interface PlantedBug {
  /** What it is. */
  readonly name: string;
  readonly bug: CRDClass;
  readonly fix: CRDClass;
  readonly scenario: ExplorationScenario;
  /** What brings it to light; undefined where it needs no disturbance. */
  readonly kind: DisturbanceKind | undefined;
  /** Which of that kind; the specs have little time. */
  readonly only: RegExp;
  /** What comes of it. */
  readonly finds: FindingKind;
  readonly options?: Partial<ExploreOptions>;
}

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const KIND = { apiVersion: 'planted.example.com/v1', kind: 'Plant' };
const PLANT = { ...KIND, name: 'a', namespace: 'default' };

class Plant extends CRDBase<{ text: string }, { map?: string; done?: boolean; runs?: number; started?: boolean; taken?: boolean }> {
  static readonly GROUP = 'planted.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'plants';
  static readonly SINGULAR = 'plant';
  static readonly KIND = 'Plant';
  static readonly OWNS = [MAP];
  static readonly BACKOFF = { initialSeconds: 0.5, maxSeconds: 10 };

  protected get map() {
    return { ...MAP, metadata: { name: this.metadata.name, namespace: this.metadata.namespace as string }, data: { text: this.spec.text } };
  }

  protected get mapReference() {
    return { ...MAP, name: this.metadata.name, namespace: this.metadata.namespace as string };
  }
}

const created: ExplorationScenario = async ({ client, settled }) => {
  await client.create({ ...KIND, metadata: { name: 'a', namespace: 'default' }, spec: { text: 'one' } });
  await settled();
};

const changed: ExplorationScenario = async (stage) => {
  await created(stage);
  await stage.client.mergePatch(PLANT, { spec: { text: 'two' } });
  await stage.settled();
};

const deleted: ExplorationScenario = async (stage) => {
  await created(stage);
  await stage.client.delete(PLANT);
  await stage.settled();
};

class Applies extends Plant {
  async reconcile() {
    await this.apply(this.map);
  }
}

class RandomName extends Plant {
  async reconcile() {
    if (this.status.map) return;
    const name = `${this.metadata.name}-${crypto.randomUUID().slice(0, 8)}`;
    await this.apply({ ...this.map, metadata: { name } });
    this.status = { map: name };
  }
}

class OwnName extends Plant {
  async reconcile() {
    const { metadata } = await this.apply(this.map);
    this.status = { map: metadata.name };
  }
}

class CreatesOnce extends Plant {
  async ensureCreated() {
    await this.client.create(this.adopt(this.map));
  }
}

class CreatesAtLeastOnce extends Plant {
  async ensureCreated() {
    await this.apply(this.map);
  }
}

class NotesFirst extends Plant {
  async reconcile() {
    if (this.status.done) return;
    this.status = { done: true };
    await this.setCondition({ type: 'Begun', status: 'True', reason: 'Begun' });
    await this.client.apply({ ...MAP, metadata: { name: 'begun', namespace: 'default', ownerReferences: [] } });
    await this.apply(this.map);
  }

  async ensureDeleted() {
    await this.client.delete({ ...MAP, name: 'begun', namespace: 'default' });
  }
}

class NotesLast extends NotesFirst {
  override async reconcile() {
    if (this.status.done) return;
    await this.client.apply({ ...MAP, metadata: { name: 'begun', namespace: 'default' } });
    await this.apply(this.map);
    this.status = { done: true };
  }
}

class Counts extends Plant {
  async reconcile() {
    await this.apply(this.map);
    this.status = { runs: (this.status.runs ?? 0) + 1 };
  }
}

class CountsWhatIsThere extends Plant {
  async reconcile() {
    await this.apply(this.map);
    this.status = { runs: this.children(MAP).length };
  }
}

class DeletesOnce extends Plant {
  async reconcile() {
    await this.apply(this.map, { owner: false });
  }

  async ensureDeleted() {
    const live = await this.client.get(this.mapReference);
    this.logger.info('deleting', { data: live.data });
    await this.client.delete(this.mapReference);
  }
}

class DeletesWhatIsThere extends DeletesOnce {
  override async ensureDeleted() {
    const live = await this.client.find(this.mapReference);
    if (live) await this.client.delete(this.mapReference);
  }
}

class Swallows extends Plant {
  async ensureCreated() {
    try {
      await this.apply(this.map);
    } catch (error) {
      this.logger.warn('could not write the map', { error });
    }
  }
}

class AwaitsReady extends Plant {
  async ensureCreated() {
    await this.apply(this.map);
  }

  childChanged(child: StoredObject) {
    if (child.data?.phase === 'ready') this.status = { started: true };
  }
}

class AwaitsReadyOrLater extends AwaitsReady {
  override childChanged(child: StoredObject) {
    if (['ready', 'over'].includes(child.data?.phase)) this.status = { started: true };
  }
}

/** Somebody else writes how far the work is. */
const worked: ExplorationScenario = async (stage) => {
  await created(stage);
  for (const phase of ['ready', 'over']) {
    await stage.client.mergePatch({ ...MAP, name: 'a', namespace: 'default' }, { data: { phase } });
    await stage.advance(1);
  }
  await stage.settled();
};

class RepairsAfterEvents extends Plant {
  async ensureCreated() {
    await this.apply(this.map);
  }

  async childChanged(_child: StoredObject, type: string) {
    if (type === 'DELETED') await this.apply(this.map);
  }
}

const repaired: ExplorationScenario = async (stage) => {
  await created(stage);
  await stage.client.delete({ ...MAP, name: 'a', namespace: 'default' });
  await stage.settled();
};

class CountsItsView extends Plant {
  async reconcile() {
    const wanted = this.spec.text.length - this.children(MAP).length;
    for (let count = 0; count < wanted; count++) {
      await this.client.create(this.adopt({ ...MAP, metadata: { generateName: `${this.metadata.name}-`, namespace: 'default' } }));
    }
  }
}

class NumbersThem extends Plant {
  async reconcile() {
    for (let count = 0; count < this.spec.text.length; count++) {
      await this.apply({ ...MAP, metadata: { name: `${this.metadata.name}-${count}` } });
    }
  }
}

class ForgetsConflicts extends Plant {
  async reconcile() {
    try {
      await this.apply(this.map);
    } catch (error) {
      // "somebody else is at it"
      if (!(ApiError.is(error) && error.status === 409)) throw error;
    }
  }
}

class ForgetsItsFinalizer extends Plant {
  async reconcile() {
    await this.apply({ ...this.map, metadata: { name: this.metadata.name, finalizers: ['planted.example.com/keep'] } });
  }
}

class TakesItsFinalizerOff extends ForgetsItsFinalizer {
  async ensureDeleted() {
    if (await this.client.find(this.mapReference)) await this.client.mergePatch(this.mapReference, { metadata: { finalizers: null } });
  }
}

class ForgetsItsChildren extends Plant {
  async reconcile() {
    await this.client.apply(this.map);
  }
}

class GivesUpSoon extends Plant {
  async ensureCreated() {
    try {
      await this.apply(this.map);
    } catch (error) {
      throw new PermanentError('the map can not be written', { cause: error });
    }
  }
}

class GivesUpWhereItIsHopeless extends Plant {
  async ensureCreated() {
    try {
      await this.apply(this.map);
    } catch (error) {
      if (ApiError.is(error) && error.status === 422) throw new PermanentError('the map can not be written', { cause: error });
      throw error;
    }
  }
}

class BelievesTheAnswer extends Plant {
  async reconcile() {
    if (this.status.map || this.status.taken) return;
    try {
      const { metadata } = await this.client.create(this.adopt(this.map));
      this.status = { map: metadata.name };
    } catch (error) {
      if (!(ApiError.is(error) && error.status === 409)) throw error;
      this.status = { taken: true };
    }
  }
}

class LooksWhoseItIs extends Plant {
  async reconcile() {
    const live = await this.client.find(this.mapReference);
    const isOurs = live?.metadata.ownerReferences?.some(({ uid }) => uid === this.metadata.uid);
    if (live && !isOurs) this.status = { taken: true };
    else this.status = { map: (live ?? (await this.client.create(this.adopt(this.map)))).metadata.name };
  }
}

class BelievesTheDifference extends Plant {
  async ensureCreated() {
    await this.apply(this.map);
  }

  async ensureModified({ diff }: Change<this>) {
    if (diff.some(({ path }) => path.join('.') === 'spec.text')) await this.apply(this.map);
  }
}

class ReplacesBlindly extends Plant {
  async ensureCreated() {
    await this.client.create(this.adopt(this.map));
  }

  async ensureModified() {
    await this.client.get(this.mapReference);
    await this.client.delete(this.mapReference);
    await this.client.create(this.adopt(this.map));
  }
}

class ReplacesWhatIsThere extends Plant {
  async ensureCreated() {
    await this.replace();
  }

  async ensureModified() {
    await this.replace();
  }

  private async replace() {
    const live = await this.client.find(this.mapReference);
    if (live?.data?.text === this.spec.text) return;
    if (live) {
      await this.client.delete(this.mapReference);
      throw new TemporaryError('waiting until the name is free', { delaySeconds: 1 });
    }
    await this.client.create(this.adopt(this.map));
  }
}

/** All of them. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a child with a name of chance',
    bug: RandomName,
    fix: OwnName,
    scenario: created,
    kind: 'kill',
    only: /after PATCH configmaps|before PATCH plants/,
    finds: 'leak',
  },
  {
    name: 'a creation that must be the first',
    bug: CreatesOnce,
    fix: CreatesAtLeastOnce,
    scenario: created,
    kind: 'kill',
    only: /after (POST|PATCH) configmaps/,
    finds: 'stuck',
  },
  {
    name: 'a step that is noted before it is done',
    bug: NotesFirst,
    fix: NotesLast,
    scenario: created,
    kind: 'kill',
    only: /before PATCH configmaps default\/a,/,
    finds: 'missing',
  },
  {
    name: 'a count of calls',
    bug: Counts,
    fix: CountsWhatIsThere,
    scenario: created,
    kind: 'kill',
    only: /after PATCH plants/,
    finds: 'different',
  },
  {
    name: 'a deletion that must be the first',
    bug: DeletesOnce,
    fix: DeletesWhatIsThere,
    scenario: deleted,
    kind: 'kill',
    only: /after DELETE/,
    finds: 'finalizer',
  },
  {
    name: 'an error that is logged and forgotten',
    bug: Swallows,
    fix: CreatesAtLeastOnce,
    scenario: created,
    kind: 'failure',
    only: /PATCH configmaps default\/a failed once with 500/,
    finds: 'missing',
  },
  {
    name: 'a state that must be seen',
    bug: AwaitsReady,
    fix: AwaitsReadyOrLater,
    scenario: worked,
    kind: 'missed',
    only: /2nd state .* configmaps default\/a/,
    finds: 'different',
  },
  {
    name: 'a repair that waits for the event',
    bug: RepairsAfterEvents,
    fix: Applies,
    scenario: repaired,
    kind: 'absence',
    only: /PATCH (configmaps|plants)/,
    finds: 'missing',
  },
  {
    name: 'a number of children counted in the cache',
    bug: CountsItsView,
    fix: NumbersThem,
    scenario: created,
    kind: 'past',
    only: /before the beginning/,
    finds: 'leak',
  },
  {
    name: 'a conflict taken for success',
    bug: ForgetsConflicts,
    fix: Applies,
    scenario: changed,
    kind: 'failure',
    only: /2nd PATCH configmaps.*409/,
    finds: 'different',
  },
  {
    name: 'a finalizer that nobody takes off',
    bug: ForgetsItsFinalizer,
    fix: TakesItsFinalizerOff,
    scenario: created,
    kind: undefined,
    only: /after PATCH configmaps/,
    finds: 'finalizer',
  },
  {
    name: 'a child without an owner',
    bug: ForgetsItsChildren,
    fix: Applies,
    scenario: created,
    kind: undefined,
    only: /after PATCH configmaps/,
    finds: 'leak',
  },
  {
    name: 'a passing failure taken for a permanent one',
    bug: GivesUpSoon,
    fix: GivesUpWhereItIsHopeless,
    scenario: created,
    kind: 'failure',
    only: /PATCH configmaps.*429/,
    finds: 'missing',
  },
  {
    name: 'an answer that was lost, taken for somebody else',
    bug: BelievesTheAnswer,
    fix: LooksWhoseItIs,
    scenario: created,
    kind: 'failure',
    only: /POST configmaps.*lost/,
    finds: 'different',
  },
  {
    name: 'a change that is taken from the event',
    bug: BelievesTheDifference,
    fix: Applies,
    scenario: changed,
    kind: 'absence',
    only: /PATCH/,
    finds: 'different',
  },
  {
    name: 'a replacement that is broken off',
    bug: ReplacesBlindly,
    fix: ReplacesWhatIsThere,
    scenario: changed,
    kind: 'kill',
    only: /DELETE configmaps/,
    finds: 'missing',
  },
];
