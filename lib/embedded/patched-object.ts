/** What a patch makes of an object: the patch applied, the draft of the result, and what it may not change. */
import { fromJson } from './api-request.ts';
import { isObject, type JsonObject } from './json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { type DraftOptions, draftOf } from './object-draft.ts';
import { badRequest, invalid, invalidValue, Refusal } from './refusal.ts';
import { apiVersionOf, kindNameOf, type ResourceKind } from './resource-kind.ts';
import { applyStrategicPatch } from './strategic-merge-patch.ts';

/** The object after the patch, and the fields that the patch gave twice. */
export function patchedObject(
  kind: ResourceKind,
  old: JsonObject,
  { type, text }: { type: string; text: string },
): { patched: JsonObject; repeated: string[] } {
  if (type === 'application/json-patch+json') {
    let operations: unknown;
    try {
      operations = JSON.parse(text);
    } catch (error) {
      throw badRequest(`error decoding patch: ${(error as Error).message}`);
    }
    return { patched: applyJsonPatch(old, operations), repeated: [] };
  }
  const { value, repeated } = fromJson(text);
  const patched = type === 'application/merge-patch+json' ? applyMergePatch(old, value) : applyStrategicPatch(old, value, kind.schema);
  if (!isObject(patched)) throw badRequest('the patched value is no object');
  return { patched, repeated };
}

/** A draft from a patched object; what is wrong with its fields is said of the patch. */
export function patchedDraft(kind: ResourceKind, patched: JsonObject, options: DraftOptions): JsonObject {
  const apiVersion = apiVersionOf(kind);
  if (patched.apiVersion !== apiVersion && kind.custom) {
    const group = String(patched.apiVersion).includes('/') ? String(patched.apiVersion).split('/')[0] : '';
    throw invalid({ group: group ?? '', resource: kind.kind }, patched.metadata?.name ?? '', [
      invalidValue('apiVersion', patched.apiVersion, `must be ${apiVersion}`),
    ]);
  }
  if (options.fieldValidation !== 'Strict') return ofPatch(patched, () => draftOf(kind, patched, options));
  const problems: string[] = [];
  const draft = ofPatch(patched, () => draftOf(kind, patched, { ...options, fieldValidation: 'Warn', warnings: problems }));
  options.warnings.push(...problems.filter((problem) => !isFieldProblem(problem)));
  const found = problems.filter(isFieldProblem);
  if (found.length > 0) throw unreadablePatch(patched, `strict decoding error: ${found.join(', ')}`);
  return draft;
}

function unreadablePatch(patched: JsonObject, why: string): Refusal {
  return invalid({ group: '', resource: '' }, '', [invalidValue('patch', JSON.stringify(patched), why)]);
}

/** What the type can't hold is said of the patch. */
function ofPatch(patched: JsonObject, draft: () => JsonObject): JsonObject {
  try {
    return draft();
  } catch (error) {
    const why = error instanceof Refusal && error.code === 400 ? /: (json: cannot unmarshal .*)$/s.exec(error.message)?.[1] : undefined;
    throw why === undefined ? error : unreadablePatch(patched, why);
  }
}

function isFieldProblem(problem: string): boolean {
  return problem.startsWith('unknown field ') || problem.startsWith('duplicate field ');
}

/** What a patch may not change about who the object is. */
export function checkPatched(
  kind: ResourceKind,
  { draft, old, subresource }: { draft: JsonObject; old: JsonObject; subresource: string },
): void {
  const { name, namespace } = draft.metadata;
  if (subresource !== 'status') checkUid(kind, draft, old);
  if (subresource === 'status') delete draft.metadata.uid;
  if (name !== old.metadata.name)
    throw badRequest(`the name of the object (${name ?? ''}) does not match the name on the URL (${old.metadata.name})`);
  if (kind.namespaced && namespace !== undefined && namespace !== old.metadata.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Refuses another uid than the object has. */
export function checkUid(kind: ResourceKind, { metadata }: JsonObject, old: JsonObject): void {
  if (metadata.uid === undefined || metadata.uid === old.metadata.uid) return;
  const error = invalidValue('metadata.uid', metadata.uid, 'field is immutable');
  // The server checks its own kinds' metadata twice over, and says so twice.
  throw invalid(kindNameOf(kind), old.metadata.name, kind.custom ? [error] : [error, error]);
}
