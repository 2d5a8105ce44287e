/**
 * Carries out what a hook has written to KUBERNETES_PATCH_PATH: in order, one after the other; what fails doesn't keep the rest
 * from being done.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { ApiError, HookRunError, messageOf, OperatorError } from '../base/errors.ts';
import type { StoredObject, UntypedObject } from '../base/object-meta.ts';
import type { Client, ObjectReference, Subresource } from '../cluster/client.ts';
import type { Jq } from './jq-engine.ts';
import type { FoundKind } from './kind-lookup.ts';
import type { PatchOperation, PatchTarget } from './patch-document.ts';
import { isObject } from './value-shape.ts';

/** What carrying out takes. */
export interface PatchExecutionOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly jq: Pick<Jq, 'problem' | 'run'>;
  readonly kinds: { find(apiVersion: string, kind: string): Promise<FoundKind | undefined> };
  readonly signal: AbortSignal;
}

type Deletion = Extract<PatchOperation, { operation: 'Delete' | 'DeleteInBackground' | 'DeleteNonCascading' }>;
type Creation = Extract<PatchOperation, { object: unknown }>;
type Change = Extract<PatchOperation, { subresource: string }>;

const PROPAGATION = { Delete: 'Foreground', DeleteInBackground: 'Background', DeleteNonCascading: 'Orphan' } as const;

/** What only the server may say of an object: copied from a snapshot it would keep the object from being created. */
const SERVER_FIELDS = ['resourceVersion', 'uid', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'] as const;

/** How long an object may take to be gone after Delete. */
const GONE_SECONDS = 20;
const LOOK_SECONDS = 1;

/** How often a write is tried again when somebody else wrote in between. */
const CONFLICT_TRIES = 5;
const CONFLICT_MILLISECONDS = 10;

/**
 * Carries out the operations.
 *
 * @throws HookRunError with everything that failed
 */
export async function executePatches(operations: readonly PatchOperation[], options: PatchExecutionOptions): Promise<void> {
  const failures: string[] = [];
  let cause: unknown;
  for (const operation of operations) {
    try {
      await execute(operation, options);
    } catch (error) {
      if (!OperatorError.is(error)) throw error;
      cause ??= error;
      failures.push(`${describe(operation)}: ${messageOf(error)}`);
    }
  }
  if (failures.length > 0) throw new HookRunError(failures.join('\n'), { cause });
}

function describe(operation: PatchOperation): string {
  if ('object' in operation) {
    const { apiVersion, kind, metadata } = operation.object as UntypedObject;
    return `${operation.operation} ${apiVersion}/${kind}/${metadata?.namespace ?? ''}/${metadata?.name ?? metadata?.generateName}`;
  }
  const { apiVersion, kind, namespace, name } = operation.target;
  return `${operation.operation} ${apiVersion}/${kind}/${namespace}/${name}`;
}

async function execute(operation: PatchOperation, options: PatchExecutionOptions): Promise<void> {
  if ('object' in operation) await create(operation, options);
  else if ('subresource' in operation) await change(operation, options);
  else await remove(operation, options);
}

async function create({ operation, object }: Creation, options: PatchExecutionOptions): Promise<void> {
  const { client, signal } = options;
  const wanted = withoutServerFields(object as UntypedObject);
  try {
    await client.create(wanted, { signal });
    return;
  } catch (error) {
    const exists = ApiError.is(error) && error.status === 409 && error.reason === 'AlreadyExists';
    if (!exists || operation === 'Create') throw error;
  }
  if (operation === 'CreateIfNotExists') return;
  const { apiVersion, kind, metadata } = wanted;
  const reference = { apiVersion, kind, name: metadata?.name, namespace: metadata?.namespace } as ObjectReference;
  await unlessConflict(options, async () => {
    const live = await client.get(reference, { signal });
    const { resourceVersion } = live.metadata;
    await client.replace({ ...wanted, metadata: { ...wanted.metadata, resourceVersion } }, { signal });
  });
}

function withoutServerFields(object: UntypedObject): UntypedObject {
  const metadata = { ...object.metadata };
  for (const field of SERVER_FIELDS) delete metadata[field];
  return { ...object, metadata };
}

async function remove({ operation, target }: Deletion, options: PatchExecutionOptions): Promise<void> {
  const { client, clock, signal } = options;
  const reference = await referenceOf(target, options);
  const live = operation === 'Delete' ? await client.find(reference, { signal }) : undefined;
  try {
    await client.delete(reference, { propagationPolicy: PROPAGATION[operation], signal });
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (operation !== 'Delete') return;
  const until = clock.monotonic() + GONE_SECONDS * 1000;
  for (;;) {
    const left = await client.find(reference, { signal });
    // Another one of that name is not the one that was to go.
    if (!left || (live && left.metadata.uid !== live.metadata.uid)) return;
    if (clock.monotonic() >= until || signal.aborted) throw new HookRunError(`it is still there after ${GONE_SECONDS} s`);
    await sleep(clock, LOOK_SECONDS * 1000, signal);
  }
}

async function change(operation: Change, options: PatchExecutionOptions): Promise<void> {
  const { target, ignoreMissingObject } = operation;
  try {
    await changeObject(operation, await referenceOf(target, options), options);
  } catch (error) {
    if (ignoreMissingObject && isMissing(error)) return;
    throw error;
  }
}

async function changeObject(operation: Change, reference: ObjectReference, options: PatchExecutionOptions): Promise<void> {
  const { client, signal } = options;
  const write = { signal, ...(operation.subresource === '' ? {} : { subresource: operation.subresource as Subresource }) };
  switch (operation.operation) {
    case 'MergePatch':
      await client.mergePatch(reference, operation.patch, write);
      return;
    case 'JSONPatch':
      await client.jsonPatch(reference, operation.patch, write);
      return;
    default:
      await unlessConflict(options, async () => {
        const live = await client.get(reference, { signal });
        const wanted = await filtered(operation.filter, live, options.jq);
        if (JSON.stringify(wanted) !== JSON.stringify(live)) await client.replace(wanted, write);
      });
  }
}

async function filtered(filter: string, live: StoredObject, jq: PatchExecutionOptions['jq']): Promise<UntypedObject> {
  const problem = await jq.problem(filter);
  if (problem !== undefined) throw new HookRunError(`jqFilter is invalid: ${problem}`);
  const [result] = await jq.run(filter, [JSON.stringify(live)]);
  if (!result || 'error' in result) throw new HookRunError(`jqFilter failed: ${result?.error}`);
  if (!isObject(result.value)) throw new HookRunError('jqFilter must have one object as its result');
  return result.value as UntypedObject;
}

async function unlessConflict(options: PatchExecutionOptions, write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const conflict = ApiError.is(error) && error.status === 409 && error.reason === 'Conflict';
      if (!conflict || attempt === CONFLICT_TRIES || options.signal.aborted) throw error;
      await sleep(options.clock, CONFLICT_MILLISECONDS * 5 ** (attempt - 1), options.signal);
    }
  }
}

async function referenceOf({ apiVersion, kind, namespace, name }: PatchTarget, { kinds }: PatchExecutionOptions): Promise<ObjectReference> {
  const found = await kinds.find(apiVersion, kind);
  if (!found) throw new HookRunError(`the server knows no kind ${kind}${apiVersion === '' ? '' : ` in ${apiVersion}`}`);
  return { apiVersion: found.apiVersion, kind: found.kind, name, ...(found.namespaced && namespace !== '' ? { namespace } : {}) };
}

function isMissing(error: unknown): boolean {
  return ApiError.is(error) && error.status === 404;
}
