/**
 * The class that users extend: one object of their kind, during one call of one of its handlers.
 *
 * What an instance reads is the object as it was when the call began, but for `status`, which shows at once what was assigned. A
 * daemon reads the newest version known.
 * Everything that writes goes to the API server through the call that the instance was made for.
 */
import { InvalidOptionError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { KubernetesObject, OwnerReference, StoredObject, StoredObjectMeta, UntypedObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import type { CustomObjectsApi } from '../cluster/client-node.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';
import type { Call } from './call.ts';
import type { Change } from './change.ts';
import {
  type ApplyChildOptions,
  adoptChild,
  applyChild,
  applyChildren,
  type ChildKind,
  type ChildReference,
  childrenOf,
  type DeleteChildOptions,
  deleteChild,
} from './children.ts';
import { type ConditionOptions, removingCondition, settingCondition } from './condition.ts';
import type { CRDClass } from './crd-class.ts';
import { createDefinition, definitionName, findDefinition } from './custom-resource-definition.ts';
import type { EventType } from './event-recorder.ts';
import { changeFinalizers } from './finalizer.ts';
import type { IndexedClass } from './indexes.ts';
import type { ManifestValues } from './manifest-template.ts';
import { ownerReferenceTo } from './owner-reference.ts';
import type { ResourceBody, ResourceManifest } from './resource-body.ts';
import type { DeepReadonly, StatusPatch, WithSdkFields } from './status-types.ts';

/** Options of `event`. */
export interface EventOptions {
  /** What it is about. @default the object that the handler is called for */
  regarding?: StoredObject;
}

const BRAND = Symbol.for('tskubeop.CRDBase');

/** What happened to a child. */
export type ChildEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * Base class of all custom resources.
 *
 * Subclasses name their kind by static properties (GROUP, VERSION, PLURAL, SINGULAR, KIND) and have at least one handler:
 * `ensureCreated`, `ensureModified`, `ensureDeleted`, `ensureResumed`, `childChanged`, or `reconcile`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a class without type parameters reads its spec and status untyped
export class CRDBase<Spec extends object = any, Status extends object = any, Args extends object = any> {
  /** Tells subclasses of any copy of the package. */
  static readonly [BRAND] = true;

  readonly #call: Call;

  /** The SDK makes the instances. */
  constructor(call: Call) {
    this.#call = call;
  }

  /** The name of the CRD, `PLURAL.GROUP`, under pykubeop's name. */
  static get API_GROUP(): string {
    return definitionName(this as unknown as KindDeclaration);
  }

  /** The name of the CRD, `PLURAL.GROUP`. */
  static get CRD_NAME(): string {
    return definitionName(this as unknown as KindDeclaration);
  }

  /** The CRD as the cluster has it, or undefined when there is none. */
  static async getCustomResourceDefinition(api: Client): Promise<UntypedObject | undefined> {
    return findDefinition(api, this as unknown as KindDeclaration);
  }

  /** Creates the CRD from the class's statics; the present one is returned when there is one. Doesn't wait until it is served. */
  static async createCustomResourceDefinition(api: Client): Promise<UntypedObject> {
    return createDefinition(api, this as unknown as KindDeclaration);
  }

  /** An object of this class, or undefined when there is none. `namespace` is left out for cluster-scoped kinds. */
  static async getCustomResource(api: Client, name: string, namespace?: string): Promise<StoredObject | undefined> {
    const declaration = this as unknown as KindDeclaration;
    return api.find({ class: declaration, name, ...(namespace === undefined ? {} : { namespace }) });
  }

  /** `metadata` of the object. */
  get metadata(): StoredObjectMeta {
    return this.#call.options.object.metadata;
  }

  /** The spec, as SPEC parsed it; as it is stored when there is no SPEC, and in ensureDeleted when SPEC refuses it. */
  get spec(): Spec {
    return this.#call.options.spec as Spec;
  }

  /** The whole object as it is stored. */
  get body(): ResourceBody<Spec, Status> {
    return this.#call.options.object as unknown as ResourceBody<Spec, Status>;
  }

  /** The status with everything assigned so far. Frozen; assign to change it. */
  get status(): DeepReadonly<WithSdkFields<Status>> {
    return this.#call.options.status.status as DeepReadonly<WithSdkFields<Status>>;
  }

  /**
   * Merges into the status as RFC 7386 has it: objects deep, arrays whole, null removes, undefined is ignored. The SDK saves it
   * before the handler counts as done; `flush()` waits for it.
   *
   * @throws IllegalStateError when no call is running
   */
  set status(value: StatusPatch<WithSdkFields<Status>>) {
    this.#assign(value);
  }

  /** Merges into the status and resolves when it is saved. @throws ApiError when the server refuses it */
  async setStatus(value: StatusPatch<WithSdkFields<Status>>): Promise<void> {
    this.#assign(value);
    await this.flush();
  }

  /** Resolves when everything assigned to the status is saved. @throws ApiError for the first write that failed, once */
  async flush(): Promise<void> {
    await this.#call.options.status.flush();
  }

  /**
   * Puts a condition into `status.conditions`, in the place of the one of its type: other conditions stay, also those that somebody
   * else writes meanwhile. Its `lastTransitionTime` changes only with its status. Saved as an assignment to `status` is.
   *
   * @throws InvalidOptionError type, reason or message is none that the API server takes
   * @throws IllegalStateError when no call is running
   */
  setCondition(condition: ConditionOptions): void {
    this.#call.assertRunning('setCondition');
    const { clock, object, status } = this.#call.options;
    const edit = settingCondition(condition, { now: clock.now(), generation: object.metadata.generation });
    status.edit(edit, `conditions.${condition.type}`);
  }

  /** Takes the condition of a type out of `status.conditions`, if it is there. */
  removeCondition(type: string): void {
    this.#call.assertRunning('removeCondition');
    this.#call.options.status.edit(removingCondition(type), `conditions.${type}`);
  }

  /** A client for any kind. */
  get client(): Client {
    return this.#call.client;
  }

  /** client-node's CustomObjectsApi, over the operator's connections. */
  get crdApi(): CustomObjectsApi {
    return this.#call.options.crdApi();
  }

  /** A logger whose records name the object. */
  get logger(): Logger {
    return this.#call.options.logger;
  }

  /** The operator's arguments. */
  get args(): Args {
    return this.#call.options.args as Args;
  }

  /** Aborts when this call should end: the object is being deleted, the time is over, or the operator stops. */
  get signal(): AbortSignal {
    return this.#call.options.signal;
  }

  /** The finalizers of the object, as newest known. */
  get finalizers(): readonly string[] {
    return this.#call.options.newest().metadata.finalizers ?? [];
  }

  /** Replaces the object's own finalizers; ours stays where the class needs it. */
  async setFinalizers(finalizers: readonly string[]): Promise<void> {
    const { finalizer } = this.#call.options;
    await this.#changeFinalizers('setFinalizers', (present) => [
      ...new Set([...finalizers, ...present.filter((name) => name === finalizer)]),
    ]);
  }

  /** Adds a finalizer unless it is there. */
  async addFinalizer(finalizer: string): Promise<void> {
    await this.#changeFinalizers('addFinalizer', (present) => (present.includes(finalizer) ? present : [...present, finalizer]));
  }

  /** Takes a finalizer off if it is there. */
  async popFinalizer(finalizer: string): Promise<void> {
    await this.#changeFinalizers('popFinalizer', (present) => present.filter((name) => name !== finalizer));
  }

  /** References by which another object belongs to this one: a list of one, for `metadata.ownerReferences`. */
  getOwnerReference(): OwnerReference[] {
    return [ownerReferenceTo(this.#call.options.object)];
  }

  /** The manifest of another object of this class. `owners` defaults to none. */
  getCreateBody(name: string, namespace: string | undefined, spec: Spec, owners: readonly OwnerReference[] = []): ResourceManifest<Spec> {
    const { apiVersion, kind } = this.#call.options.object;
    const metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(owners.length === 0 ? {} : { ownerReferences: [...owners] }),
    };
    return { apiVersion, kind, metadata, spec };
  }

  /**
   * Applies an object that belongs to this one, or a list of them one after the other (server-side, never forced): namespace and
   * owner are filled in, and nothing is sent when the live one already is what is asked for.
   *
   * @returns the object as the server has it; for a list, all of them in its order
   * @throws AlreadyExistsError an object of that name belongs to somebody else
   * @throws FieldConflictError another manager holds fields of it
   * @throws ApiError the server refuses it. The rest of a list is then not applied, and nothing of its applySet deleted
   */
  apply<T extends KubernetesObject>(manifests: readonly T[], options?: ApplyChildOptions): Promise<(T & StoredObject)[]>;
  apply<T extends KubernetesObject>(manifest: T, options?: ApplyChildOptions): Promise<T & StoredObject>;
  async apply(given: KubernetesObject | readonly KubernetesObject[], options: ApplyChildOptions = {}): Promise<unknown> {
    this.#call.assertRunning('apply');
    const { options: call } = this.#call;
    return Array.isArray(given) ? applyChildren(call, given, options) : applyChild(call, given as KubernetesObject, options);
  }

  /** Deletes an object, by reference or the object itself; resolves also when there is none. */
  async delete(child: ChildReference, options: DeleteChildOptions = {}): Promise<void> {
    this.#call.assertRunning('delete');
    await deleteChild(this.#call.options, child, options);
  }

  /**
   * The objects of a kind of OWNS that belong to this one, from the cache; of all those kinds when none is given.
   *
   * @param kind the kind's name, or apiVersion and kind
   * @throws IllegalStateError OWNS doesn't have the kind
   */
  children(kind?: string | ChildKind): StoredObject[] {
    return childrenOf(this.#call.options, kind, this.constructor.name);
  }

  /** Makes a manifest belong to this object, for those who create it by hand: changes and returns it. */
  adopt<T extends KubernetesObject>(manifest: T): T {
    return adoptChild(this.#call.options, manifest);
  }

  /**
   * The objects of a YAML file, with values in the places of `${name}`. A value can't change the structure: it is put into the
   * parsed file. One that stands alone and unquoted keeps its type; else it becomes text.
   *
   * @param file a name that begins in the folder MANIFESTS, or in the working directory; an absolute one; or a URL
   * @throws TemplateError the file can't be read, a name has no value, or a value no place
   */
  manifests(file: string | URL, values: ManifestValues = {}): UntypedObject[] {
    const { MANIFESTS } = this.constructor as { MANIFESTS?: string | URL };
    return this.#call.options.manifests.render(file, values, MANIFESTS ?? '.');
  }

  /**
   * Posts an Event about the object, which `kubectl describe` shows. It keeps nobody waiting: it is posted beside the handler, the
   * same one again only counts, and one that can't be posted is logged and fails nothing.
   *
   * @param reason why, in one CamelCase word
   * @param message why, for people; cut at 1024 bytes
   * @param options.regarding another object that it is about, as it was read
   * @throws InvalidOptionError the type is another one, or there is no reason
   */
  event(type: EventType, reason: string, message: string, { regarding }: EventOptions = {}): Promise<void> {
    if (type !== 'Normal' && type !== 'Warning') throw new InvalidOptionError('the type of an Event', "'Normal' or 'Warning'", type);
    if (typeof reason !== 'string' || reason === '')
      throw new InvalidOptionError('the reason of an Event', "a word such as 'Restored'", reason);
    const { options } = this.#call;
    options.postEvent(regarding ?? options.object, type, reason, String(message));
    return Promise.resolve();
  }

  /**
   * The objects of a class of this operator, this one or another, under a key of one of its INDEXES; as new as what this operator
   * has seen and written. Copies, the caller's own.
   *
   * @throws IllegalStateError the operator doesn't have the class, or the class not the index
   */
  lookup<C extends IndexedClass>(type: C, index: keyof C['INDEXES'] & string, key: string): readonly C['prototype']['body'][] {
    return this.#call.options.lookup(type as unknown as CRDClass, index, key);
  }

  /** Asks for another call in that many seconds, after this one has succeeded. */
  requeueAfter(seconds: number): void {
    if (!(Number.isFinite(seconds) && seconds >= 0))
      throw new InvalidOptionError('seconds of requeueAfter', 'a number of seconds, 0 or more', seconds);
    this.#call.requeueAfter(seconds);
  }

  /** Called until it succeeded once for the object. */
  ensureCreated?(change: Change<this>): void | Promise<void>;

  /** Called when spec, labels or annotations changed after that. */
  ensureModified?(change: Change<this>): void | Promise<void>;

  /** Called when the object is being deleted, before it goes. */
  ensureDeleted?(change: Change<this>): void | Promise<void>;

  /** Called once after each start for an object that has nothing new. */
  ensureResumed?(change: Change<this>): void | Promise<void>;

  /** Called when an object of a kind of OWNS that belongs to this one changed. */
  childChanged?(child: StoredObject, type: ChildEventType): void | Promise<void>;

  /** Level-triggered, in place of ensureCreated and ensureModified: brings the world to what the spec says. */
  reconcile?(change: Change<this>): void | Promise<void>;

  #assign(value: object): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidOptionError('status', 'an object', value);
    this.#call.assertRunning('status');
    try {
      this.#call.options.status.assign(value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new InvalidOptionError('status', `what JSON can hold (${error.message.split('\n')[0]})`, value);
    }
  }

  async #changeFinalizers(what: string, change: (present: readonly string[]) => readonly string[]): Promise<void> {
    this.#call.assertRunning(what);
    const { client, reference, newest, observed } = this.#call.options;
    const object = await changeFinalizers({ client, reference, object: newest() }, change);
    if (object) observed(object);
  }
}

/** Whether something is a subclass of CRDBase, of any copy of the package. */
export function isCRDBaseClass(type: unknown): boolean {
  return typeof type === 'function' && (type as unknown as Record<symbol, unknown>)[BRAND] === true;
}
