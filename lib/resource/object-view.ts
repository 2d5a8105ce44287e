/**
 * An object as WHEN, INDEXES and the like see it: an instance of its class that can be read, outside of any call. Its spec is the
 * stored one, since what SPEC makes of it may take time; it changes nothing, and reaches no cluster.
 */
import { IllegalStateError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { Call, type CallOptions } from './call.ts';
import type { CRDBase } from './crd-base.ts';
import type { CRDClass } from './crd-class.ts';

/** What only calls have. */
const OF_CALLS = ['client', 'crdApi', 'logger', 'args', 'signal', 'children', 'fieldManager', 'reference'] as const;

/** An instance to be read; `where` names the static that looks at it. */
export function viewOf(type: CRDClass, object: StoredObject, where: string): CRDBase {
  const refuse = () => {
    throw new IllegalStateError(`${where} of class ${type.name} may only read the object: there is no call that could do more`);
  };
  const options = {
    object,
    spec: (object.spec as object | undefined) ?? {},
    status: { status: (object.status as object | undefined) ?? {}, assign: refuse, flush: refuse },
    finalizer: undefined,
    newest: () => object,
    observed: refuse,
    postEvent: refuse,
    lookup: refuse,
  };
  for (const name of OF_CALLS) Object.defineProperty(options, name, { get: refuse });
  const call = new Call(options as unknown as CallOptions);
  call.end(`was used in ${where}, which may only read the object`);
  return new type(call);
}
