/**
 * Templates by their files: read at first need, and again when a file has changed.
 */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, TemplateError } from '../base/errors.ts';
import type { UntypedObject } from '../base/object-meta.ts';
import { RecentMap } from '../base/recent-map.ts';
import { ManifestTemplate, type ManifestValues } from './manifest-template.ts';

/** So many templates are kept. */
const MOST_KEPT = 256;

interface Kept {
  readonly version: string;
  readonly template: ManifestTemplate;
}

/** See the file's comment. */
export class ManifestFiles {
  readonly #kept = new RecentMap<string, Kept>(MOST_KEPT);

  /**
   * The objects of a file, with values in their places.
   *
   * @param folder where relative names begin
   * @throws TemplateError the file can't be read, or doesn't fit the values
   */
  render(file: string | URL, values: ManifestValues, folder: string | URL): UntypedObject[] {
    const path = pathOf(file, folder);
    try {
      const { mtimeMs, size } = statSync(path);
      const version = `${mtimeMs} ${size}`;
      const kept = this.#kept.get(path);
      const template = kept?.version === version ? kept.template : new ManifestTemplate(readFileSync(path, 'utf8'), path);
      if (template !== kept?.template) this.#kept.set(path, { version, template });
      return template.render(values);
    } catch (error) {
      if (TemplateError.is(error)) throw error;
      throw new TemplateError(`${path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

function pathOf(file: string | URL, folder: string | URL): string {
  if (file instanceof URL) return fileURLToPath(file);
  if (isAbsolute(file)) return file;
  return resolve(folder instanceof URL ? fileURLToPath(folder) : folder, file);
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error);
}
