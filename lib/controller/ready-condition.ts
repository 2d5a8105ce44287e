/**
 * The condition Ready, kept by the SDK for classes that ask for it: what it says after a call, and while the object is deleted.
 * A handler that sets it itself in a call has the last word there.
 */
import { READY, reasonOfError, type StatusEdit, settingCondition } from '../resource/condition.ts';
import type { ControllerContext } from './controller-context.ts';

/** Of which object, and what its handler has set itself. */
export interface ReadyOf {
  readonly object: { readonly metadata: { readonly generation?: number } };
  assigned(key: string): boolean;
}

/** Ready after a call that succeeded; undefined where nothing is to be written. `status` is the wanted one. */
export function readyAfterSuccess(context: ControllerContext, of: ReadyOf, status: Record<string, unknown>): StatusEdit | undefined {
  const edit = readyEdit(context, of, { status: true, reason: 'Handled', message: '' });
  return edit && edit(status) !== status ? edit : undefined;
}

/** Ready while a handler fails. */
export function readyAfterFailure(context: ControllerContext, of: ReadyOf, error: unknown, message: string): StatusEdit | undefined {
  return readyEdit(context, of, { status: false, reason: reasonOfError(error), message });
}

/** Ready while the object is being deleted. */
export function readyWhileDeleting(context: ControllerContext, object: ReadyOf['object']): StatusEdit | undefined {
  const message = 'the object is being deleted';
  return readyEdit(context, { object, assigned: () => false }, { status: false, reason: 'Deleting', message });
}

function readyEdit(
  { type, clock }: ControllerContext,
  of: ReadyOf,
  condition: { status: boolean; reason: string; message: string },
): StatusEdit | undefined {
  if (!type.readyCondition || of.assigned(`conditions.${READY}`)) return undefined;
  return settingCondition({ type: READY, ...condition }, { now: clock.now(), generation: of.object.metadata.generation });
}
