/**
 * Reads what a hook has written to KUBERNETES_PATCH_PATH: one JSON object after the other, or YAML documents. Everything is read
 * and checked before anything is done. Pure.
 */
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { describeValue, HookRunError, messageOf } from '../base/errors.ts';
import { KUBERNETES_YAML } from '../base/kubernetes-yaml.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { JsonPatchOperation } from '../cluster/client.ts';
import { parseJsonStream } from './json-stream.ts';
import { isObject } from './value-shape.ts';

/** Which object. */
export interface PatchTarget {
  /** '' when the kind alone has to do. */
  readonly apiVersion: string;
  readonly kind: string;
  /** '' for a cluster-scoped one, or the default one. */
  readonly namespace: string;
  readonly name: string;
}

/** The three ways to change an object. */
export type PatchChange =
  | { readonly operation: 'MergePatch'; readonly patch: object }
  | { readonly operation: 'JSONPatch'; readonly patch: readonly JsonPatchOperation[] }
  | { readonly operation: 'JQPatch'; readonly filter: string };

/** What a hook asks for. */
export type PatchOperation =
  | { readonly operation: 'Create' | 'CreateIfNotExists' | 'CreateOrUpdate'; readonly object: Record<string, unknown> }
  | { readonly operation: 'Delete' | 'DeleteInBackground' | 'DeleteNonCascading'; readonly target: PatchTarget }
  | (PatchChange & { readonly target: PatchTarget; readonly subresource: string; readonly ignoreMissingObject: boolean });

const OPERATIONS = [
  'Create',
  'CreateIfNotExists',
  'CreateOrUpdate',
  'Delete',
  'DeleteInBackground',
  'DeleteNonCascading',
  'JQPatch',
  'MergePatch',
  'JSONPatch',
] as const;

type OperationName = (typeof OPERATIONS)[number];

/**
 * The operations of a file, in its order.
 *
 * @throws HookRunError with the first document that is wrong
 */
export function readPatchFile(text: string): PatchOperation[] {
  return readDocuments(text).map((document, index) => {
    try {
      return readOperation(document);
    } catch (error) {
      throw new HookRunError(`KUBERNETES_PATCH_PATH: document ${index + 1}: ${messageOf(error)}; nothing has been done`, { cause: error });
    }
  });
}

function readDocuments(text: string): unknown[] {
  if (text.trim() === '') return [];
  let asJson: unknown;
  try {
    return parseJsonStream(text);
  } catch (error) {
    asJson = error;
  }
  const documents = parseAllDocuments(text, KUBERNETES_YAML);
  const broken = 'length' in documents ? documents.flatMap(({ errors }) => errors)[0] : undefined;
  if (broken) {
    throw new HookRunError(
      `KUBERNETES_PATCH_PATH is neither a row of JSON objects (${messageOf(asJson)}) nor YAML (${messageOf(broken)}); nothing has been done`,
    );
  }
  return [...documents].map((document) => document.toJS() as unknown).filter((value) => value !== null && value !== undefined);
}

function readOperation(document: unknown): PatchOperation {
  if (!isObject(document)) throw new SyntaxError(`an object is expected, not ${describeValue(document)}`);
  const operation = operationOf(document);
  switch (operation) {
    case 'Create':
    case 'CreateIfNotExists':
    case 'CreateOrUpdate':
      return { operation, object: objectOf(document.object) };
    case 'Delete':
    case 'DeleteInBackground':
    case 'DeleteNonCascading':
      return { operation, target: targetOf(document) };
    default:
      return {
        ...changeOf(operation, document),
        target: targetOf(document),
        subresource: optionalText(document, 'subresource').replace(/^\//, ''),
        ignoreMissingObject: document.ignoreMissingObject === true,
      };
  }
}

function operationOf(document: Record<string, unknown>): OperationName {
  const { operation } = document;
  const found = OPERATIONS.find((each) => each === operation);
  if (found) return found;
  if (operation === undefined) throw new SyntaxError(`operation is required: one of ${OPERATIONS.join(', ')}`);
  throw new SyntaxError(`operation ${describeValue(operation)} is not known${didYouMean(String(operation), OPERATIONS)}`);
}

function changeOf(operation: PatchChange['operation'], document: Record<string, unknown>): PatchChange {
  switch (operation) {
    case 'JQPatch':
      return { operation, filter: text(document, 'jqFilter') };
    case 'MergePatch': {
      const patch = parsed(document.mergePatch, 'mergePatch');
      if (!isObject(patch) || Object.keys(patch).length === 0)
        throw new SyntaxError(`mergePatch must be an object with at least one key, not ${describeValue(patch)}`);
      return { operation, patch };
    }
    default: {
      const patch = parsed(document.jsonPatch, 'jsonPatch');
      if (!Array.isArray(patch) || patch.length === 0)
        throw new SyntaxError(`jsonPatch must be a list with at least one step, not ${describeValue(patch)}`);
      for (const [index, step] of patch.entries()) checkStep(step, index);
      return { operation, patch: patch as JsonPatchOperation[] };
    }
  }
}

function checkStep(step: unknown, index: number): void {
  const { op, path } = isObject(step) ? step : {};
  if (typeof op !== 'string' || typeof path !== 'string')
    throw new SyntaxError(`jsonPatch[${index}] needs op and path, not ${describeValue(step)}`);
}

function objectOf(value: unknown): Record<string, unknown> {
  const object = parsed(value, 'object');
  if (!isObject(object) || Object.keys(object).length === 0)
    throw new SyntaxError(`object must be an object, not ${describeValue(object)}`);
  for (const key of ['apiVersion', 'kind'] as const) {
    if (typeof object[key] !== 'string' || object[key] === '') throw new SyntaxError(`object.${key} is required`);
  }
  const { name, generateName } = isObject(object.metadata) ? object.metadata : {};
  if (!name && !generateName) throw new SyntaxError('object.metadata.name is required');
  return object;
}

function targetOf(document: Record<string, unknown>): PatchTarget {
  return {
    apiVersion: optionalText(document, 'apiVersion'),
    kind: text(document, 'kind'),
    namespace: optionalText(document, 'namespace'),
    name: text(document, 'name'),
  };
}

/** A value that may also be given as the JSON or YAML text of it. */
function parsed(value: unknown, key: string): unknown {
  if (value === undefined || value === null) throw new SyntaxError(`${key} is required`);
  if (typeof value !== 'string') return value;
  try {
    return parseYaml(value, KUBERNETES_YAML) as unknown;
  } catch (error) {
    throw new SyntaxError(`${key} is neither JSON nor YAML: ${messageOf(error)}`, { cause: error });
  }
}

function text(document: Record<string, unknown>, key: string): string {
  const value = optionalText(document, key);
  if (value === '') throw new SyntaxError(`${key} is required`);
  return value;
}

function optionalText(document: Record<string, unknown>, key: string): string {
  const value = document[key] ?? '';
  if (typeof value !== 'string') throw new SyntaxError(`${key} must be a string, not ${describeValue(value)}`);
  return value;
}
