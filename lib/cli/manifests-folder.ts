/**
 * Manifests as a folder for kustomize: a file a part, and the kustomization.yaml that names them. Written again, it has what was
 * asked for now and nothing of before; a file that somebody else has written is never touched.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { FileError, messageOf } from '../base/errors.ts';

/** The first line of each file that is written here. */
const MARK = '# Written by tskubeop manifests --output, and again by the next run: what is yours belongs into an overlay.\n';

const KUSTOMIZATION = 'kustomization.yaml';

/**
 * Writes the folder, and makes it if need be.
 *
 * @param parts the YAML of each part, under the name of its file without `.yaml`, in the order in which they are applied
 * @returns the files that it now consists of, the kustomization first
 * @throws FileError a file is somebody else's, or can't be written
 */
export async function writeManifestsFolder(folder: string, parts: ReadonlyMap<string, string>): Promise<string[]> {
  const resources = [...parts.keys()].map((part) => `${part}.yaml`);
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  const texts = new Map([[KUSTOMIZATION, stringify(kustomization)], ...[...parts].map(([part, text]) => [`${part}.yaml`, text] as const)]);
  try {
    await mkdir(folder, { recursive: true });
    const own = await ownFiles(folder, [...texts.keys()]);
    for (const [file, text] of texts) await writeFile(join(folder, file), MARK + text);
    for (const file of own) if (!texts.has(file)) await rm(join(folder, file));
  } catch (error) {
    if (FileError.is(error)) throw error;
    throw new FileError(`the manifests can't be written into ${folder}: ${messageOf(error)}`, { cause: error });
  }
  return [...texts.keys()];
}

/** The files of an earlier run. Looked at before anything is written, so that a refusal leaves the folder as it is. */
async function ownFiles(folder: string, wanted: readonly string[]): Promise<string[]> {
  const own: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.name.endsWith('.yaml')) continue;
    const isOwn = entry.isFile() && (await readFile(join(folder, entry.name), 'utf8')).startsWith(MARK);
    if (isOwn) own.push(entry.name);
    else if (wanted.includes(entry.name))
      throw new FileError(`${join(folder, entry.name)} is there already and not of tskubeop's making; name another folder with --output`);
  }
  return own;
}
