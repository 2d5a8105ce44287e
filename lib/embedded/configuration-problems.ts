/** Why an applied configuration can't be merged by its type: fields that the type doesn't know, items given twice. */
import { itemElement, shapeOf } from './field-comparison.ts';
import { pathText } from './field-set.ts';
import { isObject } from './json.ts';
import { keepsUnknown, memberSchema, type Schema } from './schema.ts';

/** The problems, in the words of the server; empty when there are none. */
export function configurationProblems(value: unknown, schema: Schema | undefined, path = ''): string[] {
  if (!schema || value === null) return [];
  const wrong = typeProblem(value, schema);
  if (wrong) return [`${path}: ${wrong}`];
  if (Array.isArray(value)) return listProblems(value, schema, path);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const child = `${path}.${name}`;
    const known = memberSchema(schema, name);
    if (known) return configurationProblems(member, known, child);
    // An object without a word about its members takes none but those of its own kind.
    return keepsUnknown(schema) || isEmbedded(schema, name) ? [] : [`${child}: field not declared in schema`];
  });
}

/** Why a value of a built-in type can't be one; custom values are checked by their schema. */
function typeProblem(value: unknown, { type, scalar, properties, items, additionalProperties }: Schema): string | undefined {
  if (scalar) return undefined;
  const isOpen = additionalProperties !== undefined;
  if ((items || type === 'array') && !Array.isArray(value)) return `expected list, got &{${value}}`;
  if ((properties || isOpen) && !isObject(value)) return `expected map, got &{${value}}`;
  if (type === 'string' && typeof value !== 'string')
    return `expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`;
  return undefined;
}

function isEmbedded(schema: Schema, name: string): boolean {
  return schema['x-kubernetes-embedded-resource'] === true && (name === 'apiVersion' || name === 'kind' || name === 'metadata');
}

function listProblems(list: unknown[], schema: Schema, path: string): string[] {
  const shape = shapeOf(list, schema);
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const element = shape === 'atomic' ? `i:${index}` : itemElement(item, shape, schema);
    if (seen.has(element)) problems.push(`${path}: duplicate entries for key ${pathText([element])}`);
    seen.add(element);
    problems.push(...configurationProblems(item, schema.items, `${path}${pathText([element])}`));
  }
  return problems;
}
