/**
 * Custom resource definitions as YAML text for files and `kubectl apply -f`: the same text for the same class, always.
 */
import { stringify } from 'yaml';
import type { CustomResourceDefinition } from './custom-resource-definition.ts';

/** One document for each definition, in the order of their names, separated by `---`. */
export function crdYaml(definitions: readonly CustomResourceDefinition[]): string {
  const sorted = [...definitions].sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  return sorted.map((definition) => stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}
