/** JSON patches, RFC 6902, with the refusals of the real server. */
import { clone, equal, isObject, type JsonObject } from './json.ts';
import { badRequest, Refusal } from './refusal.ts';

/** The patched copy of a value. */
export function applyJsonPatch(target: JsonObject, operations: unknown): JsonObject {
  if (!Array.isArray(operations))
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp');
  let document: unknown = clone(target);
  for (const operation of operations) document = applyOperation(document, operation);
  if (!isObject(document)) throw badRequest('the patched value is no object');
  return document;
}

function applyOperation(document: unknown, operation: JsonObject): unknown {
  const { op, path, from, value } = operation;
  if (typeof path !== 'string') throw unprocessable(`${op} operation: missing path`);
  switch (op) {
    case 'add':
      return add(document, path, clone(value));
    case 'remove':
      return remove(document, path, 'remove');
    case 'replace':
      return replace(document, path, clone(value));
    case 'move': {
      const moved = find(document, from);
      if (moved === undefined) throw missing('move', from);
      return add(remove(document, from, 'move'), path, moved);
    }
    case 'copy': {
      const copied = find(document, from);
      if (copied === undefined) throw missing('copy', from);
      return add(document, path, clone(copied));
    }
    case 'test':
      return test(document, path, value);
    default:
      throw unprocessable(`Unexpected kind: ${op}`);
  }
}

function unprocessable(message: string): Refusal {
  // The real server keeps the reason to itself; it is kept here for whoever debugs.
  return new Refusal({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
    cause: message,
  });
}

function missing(op: string, path: string): Refusal {
  return unprocessable(`${op} operation does not apply: doc is missing path: ${path}: missing value`);
}

function test(document: unknown, path: string, value: unknown): unknown {
  const found = find(document, path);
  if (!equal(found ?? null, value ?? null)) throw unprocessable(`testing value ${path} failed: test failed`);
  return document;
}

function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw unprocessable(`path ${JSON.stringify(path)} does not start with a slash`);
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(document: unknown, path: string): unknown {
  let current = document;
  for (const part of pointer(path)) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (isObject(current) && Object.hasOwn(current, part)) current = current[part];
    else return undefined;
  }
  return current;
}

function parentOf(document: unknown, path: string, op: string): { parent: JsonObject | unknown[]; last: string } {
  const parts = pointer(path);
  const last = parts.pop() as string;
  let parent = document;
  for (const part of parts) {
    parent = Array.isArray(parent) ? parent[Number(part)] : isObject(parent) && Object.hasOwn(parent, part) ? parent[part] : undefined;
  }
  if (!Array.isArray(parent) && !isObject(parent)) throw missing(op, path);
  return { parent, last };
}

function add(document: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const { parent, last } = parentOf(document, path, 'add');
  if (!Array.isArray(parent)) {
    parent[last] = value;
    return document;
  }
  const index = last === '-' ? parent.length : Number(last);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) {
    throw unprocessable(
      `add operation does not apply: doc is missing path: ${JSON.stringify(path)}: Unable to access invalid index: ${last}: invalid index referenced`,
    );
  }
  parent.splice(index, 0, value);
  return document;
}

/** Sets a member, which needn't be there: so the real server's library has it. An item of a list must be. */
function replace(document: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const { parent, last } = parentOf(document, path, 'replace');
  if (!Array.isArray(parent)) parent[last] = value;
  else if (Number(last) in parent) parent[Number(last)] = value;
  else throw missing('replace', path);
  return document;
}

function remove(document: unknown, path: string, op: string): unknown {
  const { parent, last } = parentOf(document, path, op);
  if (Array.isArray(parent)) {
    const index = Number(last);
    if (!Number.isInteger(index) || index < 0 || index >= parent.length) throw missing(op, path);
    parent.splice(index, 1);
  } else {
    if (!Object.hasOwn(parent, last)) throw unprocessable(`${op} operation does not apply: doc is missing path: ${path}: missing value`);
    delete parent[last];
  }
  return document;
}
