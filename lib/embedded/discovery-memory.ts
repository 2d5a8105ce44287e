/**
 * The lists of resources that clients learn kinds from, as they are sent: each is made once for all servers that are alike, and again
 * when other kinds are served there.
 */
import { resourceList } from './discovery-documents.ts';
import type { ResourceKind } from './resource-kind.ts';

interface Known {
  readonly kinds: readonly ResourceKind[];
  readonly text: string;
}

/** See the file's comment. */
export class DiscoveryMemory {
  readonly #known = new Map<string, Known>();

  /** `/api/v1` or `/apis/<group>/<version>` as text, or undefined when nothing is served there. */
  resourceList(kinds: readonly ResourceKind[], group: string, version: string): string | undefined {
    const found = kinds.filter((kind) => kind.group === group && kind.version === version);
    if (found.length === 0) return undefined;
    const place = `${group}/${version}`;
    const known = this.#known.get(place);
    if (known && isServedAlike(known.kinds, found)) return known.text;
    const text = `${JSON.stringify(resourceList(found, group, version))}\n`;
    this.#known.set(place, { kinds: found, text });
    return text;
  }
}

function isServedAlike(left: readonly ResourceKind[], right: readonly ResourceKind[]): boolean {
  return left.length === right.length && left.every((kind, index) => isAlike(kind, right[index] as ResourceKind));
}

/** Of a built-in kind each server has one of its own, with a schema that all of them share. */
function isAlike(left: ResourceKind, right: ResourceKind): boolean {
  return left === right || (!left.custom && !right.custom && left.schema === right.schema && left.plural === right.plural);
}
