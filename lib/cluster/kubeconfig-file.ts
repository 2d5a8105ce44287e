/**
 * Reads kubeconfig files by kubectl's rules: paths in a file are relative to it, several files are merged and the first to
 * say something wins. What is wrong is told with file and line.
 */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { CredentialsError, messageOf } from '../base/errors.ts';
import { requireYaml } from '../base/yaml-library.ts';

type Entry = Record<string, unknown>;

/** A named entry of `clusters`, `users` or `contexts`. */
export interface NamedEntry {
  name: string;
  cluster?: Entry;
  user?: Entry;
  context?: Entry;
}

/** A kubeconfig's content. */
export interface KubeconfigContent {
  clusters: NamedEntry[];
  users: NamedEntry[];
  contexts: NamedEntry[];
  'current-context'?: string;
}

/** The fields that name files, by section. */
const FILE_FIELDS = { cluster: ['certificate-authority'], user: ['client-certificate', 'client-key', 'tokenFile', 'token-file'] } as const;

/**
 * Reads one file.
 *
 * @returns undefined when there is no such file
 * @throws CredentialsError it can't be read, or isn't a kubeconfig
 */
export function readKubeconfigFile(file: string): KubeconfigContent | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CredentialsError(`cannot read the kubeconfig ${file}: ${messageOf(error)}`, { cause: error });
  }
  return parseKubeconfig(text, file);
}

/** Reads a kubeconfig's text; `file` is for messages and for relative paths. */
export function parseKubeconfig(text: string, file: string): KubeconfigContent {
  const document = requireYaml().parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    // Only the first line: the rest quotes the file, which holds secrets.
    const reason = (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    throw new CredentialsError(`the kubeconfig ${file} is not valid YAML${at ? `, line ${at.line}, column ${at.col}` : ''}: ${reason}`);
  }
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return { clusters: [], users: [], contexts: [] };
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new CredentialsError(`the kubeconfig ${file} is not a kubeconfig: it must be a mapping with clusters, users and contexts`);
  }
  const { 'current-context': current } = content as Entry;
  return {
    clusters: entries(content as Entry, 'clusters', 'cluster', file),
    users: entries(content as Entry, 'users', 'user', file),
    contexts: entries(content as Entry, 'contexts', 'context', file),
    ...(typeof current === 'string' && current ? { 'current-context': current } : {}),
  };
}

/** Merges kubeconfigs: for each name, and for the current context, the first that has it counts. */
export function mergeKubeconfigs(contents: readonly KubeconfigContent[]): KubeconfigContent {
  const merged: KubeconfigContent = { clusters: [], users: [], contexts: [] };
  for (const content of contents) {
    for (const section of ['clusters', 'users', 'contexts'] as const) {
      for (const entry of content[section]) if (!merged[section].some(({ name }) => name === entry.name)) merged[section].push(entry);
    }
    merged['current-context'] ??= content['current-context'];
  }
  return merged;
}

function entries(
  content: Entry,
  section: 'clusters' | 'users' | 'contexts',
  key: 'cluster' | 'user' | 'context',
  file: string,
): NamedEntry[] {
  const list = content[section] ?? [];
  if (!Array.isArray(list)) throw new CredentialsError(`the kubeconfig ${file}: ${section} must be a list`);
  return list.map((entry: unknown, index) => {
    const named = entry as NamedEntry | null;
    if (typeof named !== 'object' || typeof named?.name !== 'string' || named.name === '') {
      throw new CredentialsError(`the kubeconfig ${file}: ${section}[${index}] has no name`);
    }
    const inner = named[key] ?? {};
    if (typeof inner !== 'object' || Array.isArray(inner)) {
      throw new CredentialsError(`the kubeconfig ${file}: ${section}[${index}].${key} must be a mapping`);
    }
    return { name: named.name, [key]: key === 'context' ? inner : absolutePaths(inner, FILE_FIELDS[key], dirname(resolve(file))) };
  });
}

function absolutePaths(entry: Entry, fields: readonly string[], folder: string): Entry {
  const copy = { ...entry };
  for (const field of fields)
    if (typeof copy[field] === 'string' && copy[field] !== '') copy[field] = resolve(folder, copy[field] as string);
  const exec = copy.exec as { command?: unknown } | null | undefined;
  // As kubectl: a bare command is looked for in PATH, one with a slash beside the kubeconfig.
  if (typeof exec?.command === 'string' && /[/\\]/.test(exec.command) && !isAbsolute(exec.command)) {
    copy.exec = { ...exec, command: resolve(folder, exec.command) };
  }
  return copy;
}
