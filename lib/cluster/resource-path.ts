/**
 * The paths of the Kubernetes API. Pure. A name that would lead to another path is refused before anything is sent.
 */
import { InvalidOptionError } from '../base/errors.ts';

/** A kind's place in the API. */
export interface ResourceLocation {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A group and version. */
export interface GroupVersion {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
}

/** Splits `group/version`, or `version` for the core group. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const parts = apiVersion.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2 || first === '' || second === '')
    throw new InvalidOptionError('apiVersion', "'version' or 'group/version'", apiVersion);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** `group/version`, or `version` for the core group. */
export function apiVersionOf({ group, version }: GroupVersion): string {
  return group ? `${group}/${version}` : version;
}

/** `/api/v1`, or `/apis/group/version`. */
export function groupVersionPath({ group, version }: GroupVersion): string {
  return group ? `/apis/${segment('group', group)}/${segment('version', version)}` : `/api/${segment('version', version)}`;
}

/** The path of all objects of a kind, in one namespace if one is given. */
export function collectionPath(location: ResourceLocation, namespace?: string): string {
  const scope = location.namespaced && namespace !== undefined ? `/namespaces/${segment('namespace', namespace)}` : '';
  return `${groupVersionPath(location)}${scope}/${segment('plural', location.plural)}`;
}

/** The path of one object, or of one of its subresources. */
export function objectPath(location: ResourceLocation, name: string, namespace?: string, subresource?: string): string {
  const path = `${collectionPath(location, namespace)}/${segment('name', name)}`;
  return subresource ? `${path}/${segment('subresource', subresource)}` : path;
}

function segment(option: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..' || /[/%]/.test(value)) {
    throw new InvalidOptionError(option, "a name that isn't empty, '.' or '..' and has no slash or percent sign", value);
  }
  return encodeURIComponent(value);
}
