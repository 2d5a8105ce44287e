/**
 * Conditions of a status, as Kubernetes' metav1.Condition has them. The list has one of each type, and a time that changes only
 * with the condition's status. Pure: a change of the list is a function, so that it can be made anew on what somebody else wrote.
 */
import { describeValue, InvalidOptionError, OperatorError } from '../base/errors.ts';
import { equalJson, isJsonObject } from '../base/merge-patch.ts';

/** A condition as it is stored. */
export interface Condition {
  /** What it is about, such as 'Ready'. */
  type: string;
  status: 'True' | 'False' | 'Unknown';
  /** Why, in one CamelCase word. */
  reason: string;
  /** Why, for people; may be empty. */
  message: string;
  /** When the status last became another one, in RFC 3339. */
  lastTransitionTime: string;
  /** The generation of the object that it was said of. */
  observedGeneration?: number;
}

/** A condition as `setCondition` takes it. */
export interface ConditionOptions {
  /** What it is about: a CamelCase word such as 'Ready', also with a domain before it (`example.com/Ready`). */
  type: string;
  /** true and false stand for 'True' and 'False'. */
  status: boolean | 'True' | 'False' | 'Unknown';
  /** Why: a word such as 'AllReplicasReady'. */
  reason: string;
  /** Why, for people. @default '' */
  message?: string;
}

/** A change of a status: the new one for the one that is there. Must change nothing that it is given. */
export type StatusEdit = (status: Record<string, unknown>) => Record<string, unknown>;

/** The condition that the SDK keeps where the class asks for it. */
export const READY = 'Ready';

const TYPE = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Z][A-Za-z0-9]*$/;
const REASON = /^[A-Z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const LONGEST = { type: 316, reason: 1024, message: 32_768 } as const;

/** When and of what a condition is said. */
export interface ConditionMoment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The object's generation. @default not said */
  readonly generation?: number | undefined;
}

/**
 * Puts a condition into the list of a status, in the place of the one of its type.
 *
 * @throws InvalidOptionError naming what the API server would not take
 */
export function settingCondition(options: ConditionOptions, { now, generation }: ConditionMoment): StatusEdit {
  const { type, status, reason, message } = checkedCondition(options);
  // metav1.Time has no fractions of a second.
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return (fields) => {
    const present = conditionsOf(fields);
    const known = present.find((condition) => condition.type === type);
    const unchanged = known?.status === status && typeof known.lastTransitionTime === 'string';
    const condition = {
      ...known,
      type,
      status,
      reason,
      message,
      lastTransitionTime: unchanged ? known.lastTransitionTime : at,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
    if (known && equalJson(known, condition)) return fields;
    const others = present.filter((each) => each === known || each.type !== type);
    return { ...fields, conditions: known ? others.map((each) => (each === known ? condition : each)) : [...others, condition] };
  };
}

/** Takes the condition of a type out of the list. @throws InvalidOptionError it can't be a type */
export function removingCondition(type: string): StatusEdit {
  checkType(type);
  return (fields) => {
    const present = conditionsOf(fields);
    const left = present.filter((condition) => condition.type !== type);
    return left.length === present.length ? fields : { ...fields, conditions: left };
  };
}

/** The reason by which a Ready condition names an error: its code as a CamelCase word, else its name. */
export function reasonOfError(error: unknown): string {
  if (OperatorError.is(error))
    return error.code.toLowerCase().replace(/(^|_)([a-z])/g, (_all, _start, letter: string) => letter.toUpperCase());
  const name = error instanceof Error ? error.name : '';
  return /^[A-Z][A-Za-z0-9]{0,62}$/.test(name) && name !== 'Error' ? name : 'HandlerFailed';
}

function checkedCondition({
  type,
  status,
  reason,
  message = '',
}: ConditionOptions): Required<ConditionOptions> & Pick<Condition, 'status'> {
  checkType(type);
  const named = (part: string) => `${part} of condition ${type}`;
  if (typeof status !== 'boolean' && !['True', 'False', 'Unknown'].includes(status))
    throw new InvalidOptionError(named('status'), "true, false, 'True', 'False' or 'Unknown'", status);
  if (typeof reason !== 'string' || !REASON.test(reason) || reason.length > LONGEST.reason)
    throw new InvalidOptionError(named('reason'), "a CamelCase word of up to 1024 letters and digits, such as 'AllReplicasReady'", reason);
  if (typeof message !== 'string') throw new InvalidOptionError(named('message'), 'a text', message);
  if ([...message].length > LONGEST.message)
    throw new InvalidOptionError(named('message'), `at most ${LONGEST.message} characters`, `one of ${[...message].length}`);
  const word = typeof status === 'boolean' ? (status ? 'True' : 'False') : status;
  return { type, status: word, reason, message };
}

function checkType(type: unknown): void {
  if (typeof type === 'string' && TYPE.test(type) && type.length <= LONGEST.type) return;
  const expected = "a CamelCase word such as 'Ready', perhaps with a domain before it: 'example.com/Ready'";
  throw new InvalidOptionError(`the type of a condition (${describeValue(type)})`, expected, type);
}

/** Somebody else may have put anything there. */
function conditionsOf(fields: Record<string, unknown>): (Partial<Condition> & Record<string, unknown>)[] {
  return Array.isArray(fields.conditions) ? fields.conditions.filter(isJsonObject) : [];
}
