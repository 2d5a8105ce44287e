/**
 * Manifests out of YAML or JSON files: which objects they hold, in the order in which they can be applied. What is wrong is
 * said with file and line.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { FileError, messageOf } from '../base/errors.ts';
import { KUBERNETES_YAML } from '../base/kubernetes-yaml.ts';
import type { WritableObject } from '../cluster/client.ts';

/** One object of a file. */
export interface Manifest {
  /** `file:line`, for messages. */
  readonly origin: string;
  readonly object: WritableObject;
}

const EXTENSION = /\.(ya?ml|json)$/i;

/**
 * The files that a list of files and folders names; of a folder, those that end in .yaml, .yml or .json, by name.
 *
 * @throws FileError one is not there
 */
export async function manifestPaths(files: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const file of files) {
    const found = await stat(file).catch((error) => {
      throw new FileError(`${file}: ${reasonOf(error)}`, { cause: error });
    });
    if (!found.isDirectory()) paths.push(file);
    else
      paths.push(
        ...(await readdir(file))
          .filter((name) => EXTENSION.test(name))
          .sort()
          .map((name) => join(file, name)),
      );
  }
  return paths;
}

/** @throws FileError it can't be read, or parseManifests refuses it */
export async function readManifests(file: string): Promise<Manifest[]> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new FileError(`${file}: ${reasonOf(error)}`, { cause: error });
  });
  return parseManifests(text, file);
}

/**
 * The objects of a text of one or many YAML documents. Pure.
 *
 * @throws FileError with `file:line` of the first thing that is wrong
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { ...KUBERNETES_YAML, lineCounter, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new FileError(`${file}:${lineCounter.linePos(problem.pos[0]).line}: ${problem.message}`);
    const origin = `${file}:${lineCounter.linePos(startOf(document)).line}`;
    return objectsOf(contentOf(document, origin), origin).map((object) => ({ origin, object }));
  });
}

/** Definitions first, then namespaces: whatever the files' order, the rest needs them. Otherwise the order is kept. */
export function inApplyOrder(manifests: readonly Manifest[]): Manifest[] {
  const ranks = ['CustomResourceDefinition', 'Namespace'];
  const rank = ({ object }: Manifest) => (ranks.includes(object.kind) ? ranks.indexOf(object.kind) : ranks.length);
  return [...manifests].sort((left, right) => rank(left) - rank(right));
}

function startOf(document: Document): number {
  const { contents, range } = document;
  return contents?.range?.[0] ?? range?.[0] ?? 0;
}

function contentOf(document: Document, origin: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new FileError(`${origin}: ${messageOf(error)}`, { cause: error });
  }
}

/** One object, those of a List, or none for an empty document. */
function objectsOf(value: unknown, origin: string): WritableObject[] {
  if (value === null || value === undefined) return [];
  const object = value as Partial<WritableObject> & { items?: unknown };
  if (typeof value !== 'object' || Array.isArray(value)) throw new FileError(`${origin}: not a Kubernetes object`);
  for (const key of ['apiVersion', 'kind'] as const) {
    if (typeof object[key] !== 'string' || object[key] === '') throw new FileError(`${origin}: not a Kubernetes object: it has no ${key}`);
  }
  if (object.kind === 'List' && Array.isArray(object.items)) return object.items.flatMap((item) => objectsOf(item, origin));
  if (typeof object.metadata?.name !== 'string' || object.metadata.name === '')
    throw new FileError(`${origin}: ${object.kind} without metadata.name`);
  return [object as WritableObject];
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error);
}
