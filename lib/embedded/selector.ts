/** Label and field selectors, as text in a request and as LabelSelector objects. */
import { isObject, type JsonObject } from './json.ts';
import { type LabelRequirement, readLabelSelector } from './label-selector-text.ts';
import { badRequest } from './refusal.ts';

/** Decides whether an object is selected. */
export type Predicate = (object: JsonObject) => boolean;

/** Selects everything. */
export const everything: Predicate = () => true;

/** The predicate of a label selector's text; a text that is none is a 400. */
export function parseLabelSelector(text: string | undefined): Predicate {
  const requirements = readLabelSelector(text ?? '');
  if (requirements.length === 0) return everything;
  return (object) => {
    const labels = object.metadata?.labels ?? {};
    return requirements.every((requirement) => meets(labels, requirement));
  };
}

function meets(labels: Record<string, string>, { key, operator, values }: LabelRequirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    default: {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      return operator === 'gt' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
    }
  }
}

/** The predicate of a LabelSelector object; an empty one selects everything. */
export function matchesLabelSelector(selector: JsonObject, labels: Record<string, string>): boolean {
  const simple = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return simple && (selector.matchExpressions ?? []).every((expression: JsonObject) => matchesExpression(expression, labels));
}

function matchesExpression({ key, operator, values = [] }: JsonObject, labels: Record<string, string>): boolean {
  if (operator === 'In') return values.includes(labels[key]);
  if (operator === 'NotIn') return !(key in labels) || !values.includes(labels[key]);
  return key in labels === (operator === 'Exists');
}

/** A LabelSelector object as the text that requests carry. */
export function labelSelectorText(selector: unknown): string {
  if (!isObject(selector)) return '';
  const simple = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }: JsonObject) => {
    if (operator === 'In' || operator === 'NotIn') return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
    return operator === 'Exists' ? key : `!${key}`;
  });
  return [...simple, ...expressions].sort().join(',');
}

/** What a field selector may select by. */
export interface SelectableFields {
  /** The kind's own fields beside metadata.name and metadata.namespace. */
  names: readonly string[];
  /** Their values in an object. */
  of(object: JsonObject): Record<string, string>;
  /** How a field is refused that is none of them. */
  refusal(field: string): string;
}

/** The predicate of a field selector's text. An unknown field is a 400. */
export function parseFieldSelector(text: string | undefined, selectable: SelectableFields): Predicate {
  const tests = (text ?? '').split(',').filter(Boolean).map(readFieldTerm);
  if (tests.length === 0) return everything;
  for (const { field } of tests) {
    if (field !== 'metadata.name' && field !== 'metadata.namespace' && !selectable.names.includes(field))
      throw badRequest(selectable.refusal(field));
  }
  return (object) => {
    const fields: Record<string, string> = {
      'metadata.name': object.metadata.name ?? '',
      'metadata.namespace': object.metadata.namespace ?? '',
      ...selectable.of(object),
    };
    return tests.every(({ field, negative, wanted }) => ((fields[field] ?? '') === wanted) !== negative);
  };
}

function readFieldTerm(term: string): { field: string; negative: boolean; wanted: string } {
  const [, field, operator, wanted] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (field === undefined || wanted === undefined) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const stray = /[=,]/.exec(wanted)?.[0];
  if (stray) throw badRequest(`invalid field selector: unescaped character in value: ${stray.charCodeAt(0)}`);
  return { field, negative: operator === '!=', wanted };
}
