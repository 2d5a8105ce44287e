/** Which of the names of a CustomResourceDefinition are its own, and what its conditions say of that. */
import type { JsonObject } from './json.ts';

/** The names that a definition has got, and why it hasn't all of them. */
export interface AcceptedNames {
  accepted: JsonObject;
  /** The last conflict that was found. @default none */
  conflict?: { reason: string; message: string };
}

/** The names that a definition may have beside the others of its group. */
export function acceptedNames({ spec, status = {} }: JsonObject, others: readonly JsonObject[]): AcceptedNames {
  const { plural, singular, shortNames = [], kind, listKind, categories } = spec.names;
  const taken = others.map((other) => other.status?.acceptedNames ?? {});
  const resources = new Set(taken.flatMap((names) => [names.plural, names.singular, ...(names.shortNames ?? [])]));
  const kinds = new Set(taken.flatMap((names) => [names.kind, names.listKind]));
  const accepted: JsonObject = { plural: '', kind: '', ...status.acceptedNames };
  let conflict: AcceptedNames['conflict'];
  const take = (name: string, reason: string, used: ReadonlySet<string>) => {
    const wanted: string = spec.names[name];
    if (used.has(wanted)) conflict = { reason, message: `${JSON.stringify(wanted)} is already in use` };
    else if (wanted) accepted[name] = wanted;
  };
  if (plural) take('plural', 'PluralConflict', resources);
  if (singular) take('singular', 'SingularConflict', resources);
  const used: string[] = shortNames.filter((name: string) => resources.has(name));
  if (used.length > 0)
    conflict = { reason: 'ShortNamesConflict', message: used.map((name) => `${JSON.stringify(name)} is already in use`).join(', ') };
  else if (shortNames.length > 0) accepted.shortNames = shortNames;
  else delete accepted.shortNames;
  if (kind) take('kind', 'KindConflict', kinds);
  if (listKind) take('listKind', 'ListKindConflict', kinds);
  if (categories) accepted.categories = categories;
  else delete accepted.categories;
  return { accepted, ...(conflict && { conflict }) };
}

/** The conditions of a definition with such names; a condition's time is that of its last change. */
export function conditionsOf(present: readonly JsonObject[], { conflict }: AcceptedNames, now: string): JsonObject[] {
  const wasEstablished = present.some(({ type, status }) => type === 'Established' && status === 'True');
  const isEstablished = wasEstablished || !conflict;
  const wanted = [
    conflict
      ? { type: 'NamesAccepted', status: 'False', ...conflict }
      : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
    isEstablished
      ? { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }
      : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
  ];
  const kept = present.filter(({ type }) => type !== 'NamesAccepted' && type !== 'Established');
  return [...wanted.map((condition) => settled(condition, present, now)), ...kept];
}

function settled({ type, status, reason, message }: JsonObject, present: readonly JsonObject[], now: string): JsonObject {
  const before = present.find((condition) => condition.type === type);
  const lastTransitionTime = before?.status === status ? before?.lastTransitionTime : now;
  return { type, status, lastTransitionTime, reason, message };
}
