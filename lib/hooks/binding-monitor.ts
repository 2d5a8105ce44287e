/**
 * What one kubernetes binding sees: its objects now, and what happens to them. Events are held back until its Synchronization has
 * been dealt with; those that this has shown already are never told.
 *
 * Everything that comes goes through one line, since a filter's answers take their time: nothing overtakes anything.
 */
import { HookRunError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import { collectionPath } from '../cluster/resource-path.ts';
import type { ShownObject } from './binding-context.ts';
import type { KubernetesBinding, WatchEvent } from './hook-config.ts';
import type { Jq, JqResult } from './jq-engine.ts';
import type { FoundKind } from './kind-lookup.ts';
import type { ScopePool, ScopeSubscription } from './watched-scope.ts';

/** What a monitor is made of. */
export interface BindingMonitorOptions {
  readonly binding: KubernetesBinding;
  readonly kind: FoundKind;
  readonly pool: Pick<ScopePool, 'subscribe'>;
  readonly jq: Pick<Jq, 'run'>;
  readonly logger: Logger;
  /** Is told of events, once they are let go. */
  readonly onEvent: (watchEvent: WatchEvent, shown: ShownObject) => void;
}

/** An object that is there. */
interface Entry {
  readonly scope: Scope;
  /** What the filter made of it. */
  readonly filterResult: string | undefined;
}

interface Scope {
  subscription: ScopeSubscription | undefined;
  synced: boolean;
  ended: boolean;
}

type Arrival =
  | { readonly type: 'upserted' | 'removed'; readonly scope: Scope; readonly text: ObjectText }
  | { readonly type: 'synced'; readonly scope: Scope };

/** How many objects a filter is asked about at once. */
const BATCH = 500;

const NAMESPACES = { group: '', version: 'v1', plural: 'namespaces', namespaced: false };

/** See the file's comment. */
export class BindingMonitor {
  readonly #options: BindingMonitorOptions;
  readonly #entries = new Map<ObjectKey, Entry>();
  readonly #scopes = new Set<Scope>();
  /** Of namespaces that come and go. */
  readonly #byNamespace = new Map<string, Scope[]>();
  readonly #started = Promise.withResolvers<void>();
  #namespaces: { subscription: ScopeSubscription | undefined; synced: boolean } | undefined;
  #arrivals: Arrival[] = [];
  #pumping: Promise<void> | undefined;
  #ready = false;
  #stopped = false;
  /** Events that are held back; undefined once they are let go. */
  #held: { watchEvent: WatchEvent; shown: ShownObject }[] | undefined = [];

  constructor(options: BindingMonitorOptions) {
    this.#options = options;
    this.#started.promise.catch(() => undefined);
  }

  get binding(): KubernetesBinding {
    return this.#options.binding;
  }

  /** How many objects it shows. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Resolves when every first list is complete and filtered.
   *
   * @throws HookRunError the filter fails for an object that is there
   */
  async start(): Promise<void> {
    const { namespaces, namespaceLabels, names } = this.binding;
    if (namespaceLabels !== undefined && this.#options.kind.namespaced) this.#watchNamespaces(namespaceLabels);
    else for (const namespace of this.#options.kind.namespaced ? (namespaces ?? [undefined]) : [undefined]) this.#watch(namespace, names);
    await this.#started.promise;
  }

  /** Ends it; nothing is told any more. */
  stop(): void {
    this.#stopped = true;
    this.#namespaces?.subscription?.end();
    for (const scope of this.#scopes) this.#end(scope);
    this.#held = [];
    this.#started.reject(new HookRunError('the binding is no more'));
  }

  /** Resolves when everything that has come is in. */
  async settled(): Promise<void> {
    while (this.#pumping) await this.#pumping;
  }

  /** Its objects, by namespace and name. */
  objects(): ShownObject[] {
    const keys = [...this.#entries.keys()].sort(byNamespaceAndName);
    return keys.map((key) => {
      const { scope, filterResult } = this.#entries.get(key) as Entry;
      return { object: this.binding.keepsObjects ? scope.subscription?.text(key) : undefined, filterResult };
    });
  }

  /** Its objects are read for its Synchronization: what has happened until now is shown by them. */
  objectsForSynchronization(): ShownObject[] {
    if (this.#held) this.#held = [];
    return this.objects();
  }

  /** Its Synchronization has been dealt with: events are told from now on, first those that were held back. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { watchEvent, shown } of held) this.#options.onEvent(watchEvent, shown);
  }

  #watchNamespaces(labelSelector: string): void {
    const state: { subscription: ScopeSubscription | undefined; synced: boolean } = { subscription: undefined, synced: false };
    this.#namespaces = state;
    const selection = { path: collectionPath(NAMESPACES), labelSelector, fieldSelector: undefined, keepsObjects: true };
    state.subscription = this.#options.pool.subscribe(selection, {
      upserted: ({ key }) => {
        if (!this.#byNamespace.has(key)) this.#byNamespace.set(key, this.#watch(key, this.binding.names));
      },
      removed: ({ key }) => {
        // As its first runner does it: the objects are out of sight, which is no event.
        for (const scope of this.#byNamespace.get(key) ?? []) this.#end(scope);
        this.#byNamespace.delete(key);
        this.#checkReady();
      },
      synced: () => {
        state.synced = true;
        this.#checkReady();
      },
    });
  }

  #watch(namespace: string | undefined, names: readonly string[]): Scope[] {
    return (names.length === 0 ? [undefined] : names).map((name) => {
      const scope: Scope = { subscription: undefined, synced: false, ended: false };
      this.#scopes.add(scope);
      const { labelSelector, fieldSelector, keepsObjects } = this.binding;
      const byName = name === undefined ? undefined : `metadata.name=${name}`;
      const selection = {
        path: collectionPath(this.#options.kind, namespace),
        labelSelector,
        fieldSelector: [byName, fieldSelector].filter((each) => each !== undefined).join(',') || undefined,
        keepsObjects,
      };
      scope.subscription = this.#options.pool.subscribe(selection, {
        upserted: (text) => this.#arrive({ type: 'upserted', scope, text }),
        removed: (text) => this.#arrive({ type: 'removed', scope, text }),
        synced: () => this.#arrive({ type: 'synced', scope }),
      });
      return scope;
    });
  }

  #end(scope: Scope): void {
    scope.ended = true;
    this.#scopes.delete(scope);
    for (const [key, entry] of this.#entries) if (entry.scope === scope) this.#entries.delete(key);
    scope.subscription?.end();
  }

  #arrive(arrival: Arrival): void {
    if (this.#stopped) return;
    this.#arrivals.push(arrival);
    this.#pumping ??= this.#pump().then(
      () => this.#rest(),
      (error: unknown) => {
        this.#options.logger.error('a binding can no longer tell what happens', { binding: this.binding.name, error });
        this.#started.reject(error);
        this.#rest();
      },
    );
  }

  #rest(): void {
    this.#pumping = undefined;
  }

  async #pump(): Promise<void> {
    // Whatever comes in one turn is one batch; and whoever subscribes gets to know its subscription first.
    await Promise.resolve();
    while (this.#arrivals.length > 0) {
      const batch = this.#arrivals.splice(0, BATCH);
      const results = await this.#filter(batch);
      for (const [index, arrival] of batch.entries()) this.#take(arrival, results[index]);
    }
  }

  /** What the filter says of each; undefined where there is none, or nothing to ask it about. */
  async #filter(batch: readonly Arrival[]): Promise<(JqResult | undefined)[]> {
    const { jqFilter, keepsObjects } = this.binding;
    if (jqFilter === undefined) return [];
    const asked = batch.filter((arrival) => arrival.type === 'upserted' || (arrival.type === 'removed' && keepsObjects));
    const texts = asked.map((arrival) => (arrival as Extract<Arrival, { text: ObjectText }>).text.text);
    let results: readonly JqResult[];
    try {
      results = await this.#options.jq.run(jqFilter, texts);
    } catch (error) {
      if (!this.#stopped) throw error;
      results = [];
    }
    const of = new Map(asked.map((arrival, index) => [arrival, results[index]]));
    return batch.map((arrival) => of.get(arrival));
  }

  #take(arrival: Arrival, result: JqResult | undefined): void {
    if (this.#stopped || arrival.scope.ended) return;
    if (arrival.type === 'synced') {
      arrival.scope.synced = true;
      this.#checkReady();
    } else if (arrival.type === 'removed') {
      this.#removed(arrival.text, result);
    } else {
      this.#upserted(arrival.scope, arrival.text, result);
    }
  }

  #upserted(scope: Scope, text: ObjectText, result: JqResult | undefined): void {
    const { key } = text;
    if (result && 'error' in result) return this.#filterFailed(key, result.error);
    const filterResult = result && JSON.stringify(result.value);
    const known = this.#entries.get(key);
    this.#entries.set(key, { scope, filterResult });
    if (known && filterResult !== undefined && known.filterResult === filterResult) return;
    this.#event(known ? 'Modified' : 'Added', text, filterResult);
  }

  #removed(text: ObjectText, result: JqResult | undefined): void {
    const known = this.#entries.get(text.key);
    if (!known) return;
    this.#entries.delete(text.key);
    const filterResult = result && 'value' in result ? JSON.stringify(result.value) : known.filterResult;
    this.#event('Deleted', text, filterResult);
  }

  #filterFailed(key: ObjectKey, error: string): void {
    const { logger } = this.#options;
    const { jqFilter, name } = this.binding;
    if (this.#ready) logger.error('jqFilter failed, and what happened to an object is not told', { binding: name, key, error });
    else this.#started.reject(new HookRunError(`binding ${name}: jqFilter ${JSON.stringify(jqFilter)} fails for ${key}: ${error}`));
  }

  #event(watchEvent: WatchEvent, text: ObjectText, filterResult: string | undefined): void {
    if (!this.#ready || !this.binding.events.includes(watchEvent)) return;
    const shown = { object: this.binding.keepsObjects ? text.text : undefined, filterResult };
    if (this.#held) this.#held.push({ watchEvent, shown });
    else this.#options.onEvent(watchEvent, shown);
  }

  #checkReady(): void {
    if (this.#ready || this.#stopped || this.#namespaces?.synced === false) return;
    if (![...this.#scopes].every(({ synced }) => synced)) return;
    this.#ready = true;
    this.#started.resolve();
  }
}

/** By namespace, then name: "a/x" comes before "a-b/x", which plain order of the keys would turn round. */
function byNamespaceAndName(left: ObjectKey, right: ObjectKey): number {
  const [a, b] = [left.split('/'), right.split('/')];
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
