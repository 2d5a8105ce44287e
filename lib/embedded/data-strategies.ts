/** What is particular to ConfigMaps and Secrets: their keys, and that some may never change. */
import { equal, isObject, type JsonObject } from './json.ts';
import { setDefault } from './pod-defaults.ts';
import { type FieldError, forbiddenField, invalidValue } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

const KEY = '[-._a-zA-Z0-9]+';
const KEY_WHY = `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '${KEY}')`;

function keyErrors(data: unknown, path: string): FieldError[] {
  const wrong = Object.keys(isObject(data) ? data : {}).filter((key) => !new RegExp(`^${KEY}$`).test(key));
  return wrong.map((key) => invalidValue(`${path}[${key}]`, key, KEY_WHY));
}

/** What may not change once an object has been declared immutable. */
function frozenErrors(object: JsonObject, old: JsonObject | undefined, members: readonly string[]): FieldError[] {
  if (!old?.immutable) return [];
  const changed = members.filter((name) => !equal(object[name] ?? {}, old[name] ?? {}));
  return [...(object.immutable ? [] : ['immutable']), ...changed].map((name) =>
    forbiddenField(name, 'field is immutable when `immutable` is set'),
  );
}

/** Of `secrets`. */
export const secretStrategy: Strategy = {
  fillIn(draft) {
    setDefault(draft, 'type', 'Opaque');
    if (!isObject(draft.stringData)) return;
    if (!isObject(draft.data)) draft.data = {};
    const { data } = draft;
    for (const [name, text] of Object.entries(draft.stringData)) data[name] = Buffer.from(String(text)).toString('base64');
    delete draft.stringData;
  },
  validate(secret, old) {
    const errors: FieldError[] = [];
    if (old && secret.type !== old.type) errors.push(invalidValue('type', secret.type, 'field is immutable'));
    return [...keyErrors(secret.data, 'data'), ...errors, ...frozenErrors(secret, old, ['data'])];
  },
  fields: ({ type }) => ({ type: type ?? '' }),
};

/** Of `configmaps`. */
export const configMapStrategy: Strategy = {
  validate(map, old) {
    return [...keyErrors(map.data, 'data'), ...keyErrors(map.binaryData, 'binaryData'), ...frozenErrors(map, old, ['data', 'binaryData'])];
  },
};
