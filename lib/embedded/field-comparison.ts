/** Which fields a value has, and in which two values of a type differ: what field ownership is reckoned from. */
import { FieldSet, type PathElement } from './field-set.ts';
import { equal, isHollow, isObject, type JsonObject } from './json.ts';
import { isAtomic, memberSchema, type Schema } from './schema.ts';

/** How a value is taken apart. */
export type Shape = 'scalar' | 'atomic' | 'object' | 'set' | 'map';

/** How a value of a type is taken apart; what has no type is taken apart by its form. */
export function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (Array.isArray(value)) return schema?.['x-kubernetes-list-type'] ?? 'atomic';
  if (!isObject(value)) return 'scalar';
  return isAtomic(schema) ? 'atomic' : 'object';
}

/** The path element of an item of a list that is a set or a map. */
export function itemElement(item: unknown, shape: Shape, schema: Schema | undefined): PathElement {
  if (shape === 'set' || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const name of [...(schema?.['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = item[name] ?? schema?.items?.properties?.[name]?.default;
    if (value !== undefined) keys[name] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

function isField(schema: Schema | undefined, name: string): boolean {
  return Boolean(schema?.properties && Object.hasOwn(schema.properties, name));
}

/** All fields of a value: what an applier of it owns. */
export function fieldsOf(value: unknown, schema: Schema | undefined): FieldSet {
  const set = new FieldSet();
  const shape = shapeOf(value, schema);
  if (shape === 'object') {
    for (const [name, member] of Object.entries(value as JsonObject)) {
      const element = `f:${name}`;
      const type = memberSchema(schema, name);
      const isLeaf = isEmptyValue(member) || !['object', 'set', 'map'].includes(shapeOf(member, type));
      if (isLeaf || !isField(schema, name)) {
        // An empty list of named items is nobody's: there is nothing in it to own.
        if (!(Array.isArray(member) && shapeOf(member, type) !== 'atomic' && isField(schema, name))) set.members.add(element);
      }
      addBelow(set, element, fieldsOf(member, type));
    }
  } else if (shape === 'set' || shape === 'map') {
    for (const item of value as unknown[]) {
      const element = itemElement(item, shape, schema);
      set.members.add(element);
      if (shape === 'map') addBelow(set, element, fieldsOf(item, schema?.items));
    }
  }
  return set;
}

function isEmptyValue(value: unknown): boolean {
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

function addBelow(set: FieldSet, element: PathElement, below: FieldSet): void {
  if (!below.isEmpty()) set.children.set(element, below);
}

/** What changed between two values. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** Compares two values of a type. */
export function compare(before: unknown, after: unknown, schema: Schema | undefined): Comparison {
  const root: Branch = { above: undefined, element: '' };
  compareMembers(before, after, schema, root);
  return { added: root.added ?? new FieldSet(), modified: root.modified ?? new FieldSet(), removed: root.removed ?? new FieldSet() };
}

/** A place in two values, with its part of the sets: made at first need, since most places are the same in both values. */
interface Branch {
  readonly above: Branch | undefined;
  readonly element: PathElement;
  added?: FieldSet;
  modified?: FieldSet;
  removed?: FieldSet;
}

function note(at: Branch, change: keyof Comparison, element: PathElement): void {
  setAt(at, change).members.add(element);
}

function setAt(at: Branch, change: keyof Comparison): FieldSet {
  let set = at[change];
  if (!set) {
    set = at.above ? setAt(at.above, change).child(at.element) : new FieldSet();
    at[change] = set;
  }
  return set;
}

/** Compares what stands at one element below two values; undefined stands for absence. */
function compareAt(element: PathElement, before: unknown, after: unknown, schema: Schema | undefined, at: Branch): void {
  if (before === after) return;
  const shape = shapeOf(after ?? before, schema);
  const isLeaf = isLeafChange(before, after, shape, schema);
  if (before === undefined) note(at, 'added', element);
  else if (after === undefined) note(at, 'removed', element);
  else if (isLeaf && !equal(before, after)) note(at, 'modified', element);
  if (!isLeaf) compareMembers(before, after, schema, { above: at, element });
}

/** True where a change is one of the whole value, and not of what is in it. */
export function isLeafChange(before: unknown, after: unknown, shape: Shape, schema: Schema | undefined): boolean {
  return (
    shape === 'scalar' ||
    shape === 'atomic' ||
    (isHollow(before) && isHollow(after)) ||
    (before != null && after != null && shapeOf(before, schema) !== shape)
  );
}

function compareMembers(before: unknown, after: unknown, schema: Schema | undefined, at: Branch): void {
  const shape = shapeOf(after ?? before, schema);
  if (shape === 'object') {
    const left = (before ?? {}) as JsonObject;
    const right = (after ?? {}) as JsonObject;
    for (const name in right) compareAt(`f:${name}`, left[name], right[name], memberSchema(schema, name), at);
    for (const name in left) if (!(name in right)) compareAt(`f:${name}`, left[name], undefined, memberSchema(schema, name), at);
    return;
  }
  const left = itemsByElement(before, shape, schema);
  const right = itemsByElement(after, shape, schema);
  for (const [element, item] of right) compareAt(element, left.get(element), item, schema?.items, at);
  for (const [element, item] of left) if (!right.has(element)) compareAt(element, item, undefined, schema?.items, at);
}

/** The items of a list by their elements. */
export function itemsByElement(list: unknown, shape: Shape, schema: Schema | undefined): Map<PathElement, unknown> {
  return new Map(((list ?? []) as unknown[]).map((item) => [itemElement(item, shape, schema), item]));
}
