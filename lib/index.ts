/**
 * The public face of the package: what an operator is written with. The test kit is the other entry, `tskubeop/testing`.
 */
export type { Clock, Timer } from './base/clock.ts';
export {
  AbortedError,
  AlreadyExistsError,
  ApiError,
  CredentialsError,
  CustomResourceDefinitionError,
  DeadlineError,
  type FieldConflict,
  FieldConflictError,
  HookConfigError,
  HookRunError,
  IllegalStateError,
  InvalidClassError,
  InvalidOptionError,
  InvalidSchemaError,
  InvalidSpecError,
  LeaderElectionError,
  LeadershipLostError,
  LifeCycleError,
  OperatorError,
  PermanentError,
  TemplateError,
  TemporaryError,
  UnreachableError,
  UsageError,
  WriteLoopError,
} from './base/errors.ts';
export type { LogFields, Logger, LogLevel } from './base/logger.ts';
export type { KubernetesObject, ObjectMeta, OwnerReference, StoredObject, StoredObjectMeta, UntypedObject } from './base/object-meta.ts';
export type {
  ApplyOptions,
  Client,
  DeleteOptions,
  JsonPatchOperation,
  KindReference,
  ListOptions,
  ObjectList,
  ObjectReference,
  RequestOptions,
  WriteOptions,
} from './cluster/client.ts';
export { type CustomObjectsApi, KubeConfig } from './cluster/client-node.ts';
export type { Wire } from './cluster/wire.ts';
export type { ControllerObserver, ObservedCall } from './controller/controller-context.ts';
export type { ArgsOf, ArgumentParser, SdkArguments } from './operator/argument-parser.ts';
export { KubernetesOperator, type KubernetesOperatorOptions, type StartOptions } from './operator/kubernetes-operator.ts';
export type { HookOptions } from './operator/mounted-hooks.ts';
export type { RunningOperator } from './operator/running-operator.ts';
export type { CallReason, Change, ChangeReason } from './resource/change.ts';
export type { ApplyChildOptions, ChildReference, DeleteChildOptions } from './resource/children.ts';
export type { Condition, ConditionOptions } from './resource/condition.ts';
export { type ChildEventType, CRDBase, type EventOptions } from './resource/crd-base.ts';
export type { BackOff, CallName, CRDBehaviour, CRDClass } from './resource/crd-class.ts';
export type { DiffEntry } from './resource/diff.ts';
export {
  KUBERNETES_EVENT_ADDED,
  KUBERNETES_EVENT_DELETED,
  KUBERNETES_EVENT_MODIFIED,
} from './resource/event-names.ts';
export type { EventType } from './resource/event-recorder.ts';
export type { IndexedClass, Indexes, IndexKeys } from './resource/indexes.ts';
export type { ManifestValues } from './resource/manifest-template.ts';
export type { FieldPath, OnField } from './resource/on-field.ts';
export type { ResourceBody, ResourceManifest } from './resource/resource-body.ts';
export type { ShardedObject, ShardKey } from './resource/shard-key.ts';
export type { DeepReadonly, StatusPatch } from './resource/status-types.ts';
export type { DaemonOptions, Daemons, TimerOptions, Timers } from './resource/timers-and-daemons.ts';
export type { Concerned, ConcernedObjects, WatchedKind, Watches } from './resource/watches.ts';
export type { WriteLoop } from './resource/write-loop.ts';
export type { PrinterColumn } from './schema/kind-declaration.ts';
export type { PolicyRule } from './schema/policy-rules.ts';
