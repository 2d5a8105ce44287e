/**
 * Sets of fields as managedFields hold them. A path is a list of elements in the notation of fieldsV1:
 * `f:name` a member, `k:{…}` an item of a list by its keys, `v:…` an item of a set, `i:0` an item by its place.
 */
import type { JsonObject } from './json.ts';

/** One step of a path. */
export type PathElement = string;

/** A set of paths, kept as a tree. */
export class FieldSet {
  readonly members = new Set<PathElement>();
  readonly children = new Map<PathElement, FieldSet>();

  /** The set that a fieldsV1 object stands for. */
  static parse(fields: unknown): FieldSet {
    const set = new FieldSet();
    const all = (fields ?? {}) as JsonObject;
    for (const element in all) {
      if (element === '.') continue;
      const below = all[element] as JsonObject;
      const child = FieldSet.parse(below);
      const hasMore = child.members.size > 0 || child.children.size > 0;
      if (!hasMore || '.' in below) set.members.add(element);
      if (hasMore) set.children.set(element, child);
    }
    return set;
  }

  /** The set as a fieldsV1 object. */
  toJson(): JsonObject {
    const fields: JsonObject = {};
    const elements = [...this.members];
    for (const element of this.children.keys()) if (!this.members.has(element)) elements.push(element);
    for (const element of elements.sort()) {
      const child = this.children.get(element);
      if (!child) fields[element] = {};
      else fields[element] = this.members.has(element) ? { '.': {}, ...child.toJson() } : child.toJson();
    }
    return fields;
  }

  /** The set below an element, made when it isn't there; empty ones must be dropped by `tidy`. */
  child(element: PathElement): FieldSet {
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  /** Drops empty branches. */
  tidy(): this {
    for (const [element, child] of this.children) if (child.tidy().isEmpty()) this.children.delete(element);
    return this;
  }

  isEmpty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.isEmpty()) return false;
    return true;
  }

  /** What is in either set. */
  union(other: FieldSet): FieldSet {
    if (other.isEmpty()) return this;
    if (this.isEmpty()) return other;
    const result = new FieldSet();
    for (const set of [this, other]) {
      for (const element of set.members) result.members.add(element);
      for (const [element, child] of set.children) {
        const known = result.children.get(element);
        result.children.set(element, known ? known.union(child) : child);
      }
    }
    return result;
  }

  /** What is in this set and not in the other; the set itself when that is all of it. */
  difference(other: FieldSet): FieldSet {
    if (!this.meets(other)) return this;
    const result = new FieldSet();
    for (const element of this.members) if (!other.members.has(element)) result.members.add(element);
    for (const [element, child] of this.children) {
      const taken = other.children.get(element);
      const rest = taken ? child.difference(taken) : child;
      if (!rest.isEmpty()) result.children.set(element, rest);
    }
    return result;
  }

  /** True when something is in both sets. */
  meets(other: FieldSet): boolean {
    if (other.members.size > 0) for (const element of this.members) if (other.members.has(element)) return true;
    if (other.children.size === 0) return false;
    for (const [element, child] of this.children) {
      const known = other.children.get(element);
      if (known && child.meets(known)) return true;
    }
    return false;
  }

  /** What is in both sets. */
  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const element of this.members) if (other.members.has(element)) result.members.add(element);
    for (const [element, child] of this.children) {
      const known = other.children.get(element);
      const common = known && child.intersection(known);
      if (common && !common.isEmpty()) result.children.set(element, common);
    }
    return result;
  }

  /** True when both hold the same paths. */
  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty() && other.difference(this).isEmpty();
  }

  /** All paths: those that end here first, then those below, each in order. */
  paths(prefix: readonly PathElement[] = []): PathElement[][] {
    const own = [...this.members].sort().map((element) => [...prefix, element]);
    const below = [...this.children].sort(([left], [right]) => (left < right ? -1 : 1));
    return [...own, ...below.flatMap(([element, child]) => child.paths([...prefix, element]))];
  }
}

/** A path as messages show it, such as `.spec.containers[name="a"].image`. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join('');
}

function elementText(element: PathElement): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  if (element.startsWith('i:')) return `[${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as JsonObject).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${keys.join(',')}]`;
}
