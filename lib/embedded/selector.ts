/** Label and field selectors, as text in a request and as LabelSelector objects. */
import { isObject, type JsonObject } from './json.ts';
import { badRequest } from './refusal.ts';

/** Decides whether an object is selected. */
export type Predicate = (object: JsonObject) => boolean;

/** Selects everything. */
export const everything: Predicate = () => true;

type LabelTest = (labels: Record<string, string>) => boolean;

/** The predicate of a label selector's text; a text that is none is a 400. */
export function parseLabelSelector(text: string | undefined): Predicate {
  if (!text?.trim()) return everything;
  const tests = splitRequirements(text).map((part) => parseRequirement(part));
  return (object) => {
    const labels = object.metadata?.labels ?? {};
    return tests.every((test) => test(labels));
  };
}

/** Splits at commas that stand outside parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

const SET_REQUIREMENT = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const VALUE_REQUIREMENT = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/;
const LABEL_KEY = /^([a-z0-9A-Z.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function parseRequirement(part: string): LabelTest {
  const set = SET_REQUIREMENT.exec(part);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    checkKey(key);
    return operator === 'in'
      ? (labels) => values.has(labels[key] as string)
      : (labels) => !(key in labels && values.has(labels[key] as string));
  }
  const value = VALUE_REQUIREMENT.exec(part);
  if (value) {
    const [, key = '', operator, wanted] = value;
    checkKey(key);
    return operator === '!=' ? (labels) => labels[key] !== wanted : (labels) => labels[key] === wanted;
  }
  const absent = part.startsWith('!');
  const key = absent ? part.slice(1).trim() : part;
  checkKey(key);
  return (labels) => key in labels !== absent;
}

function checkKey(key: string): void {
  if (!LABEL_KEY.test(key)) {
    const words = key.split(/\s+/);
    const why =
      words.length > 1
        ? `found '${words[1]}', expected: in, notin, =, ==, !=, gt, lt`
        : `found '${/[=!(),]/.exec(key)?.[0] ?? key}', expected: identifier`;
    throw badRequest(`unable to parse requirement: ${why}`);
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

/**
 * The predicate of a field selector's text. `fieldsOf` gives the kind's own fields; metadata.name and
 * metadata.namespace are always there. An unknown field is a 400.
 */
export function parseFieldSelector(
  text: string | undefined,
  supported: readonly string[],
  fieldsOf: (object: JsonObject) => Record<string, string>,
): Predicate {
  if (!text?.trim()) return everything;
  const tests = text.split(',').map((part) => {
    const match = /^\s*([^=!]+?)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
    if (!match) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, field = '', operator, wanted] = match;
    if (!field.startsWith('metadata.') && !supported.includes(field)) throw badRequest(`field label not supported: ${field}`);
    if (field.startsWith('metadata.') && field !== 'metadata.name' && field !== 'metadata.namespace') {
      throw badRequest(`field label not supported: ${field}`);
    }
    return { field, negative: operator === '!=', wanted };
  });
  return (object) => {
    const fields: Record<string, string> = {
      'metadata.name': object.metadata.name ?? '',
      'metadata.namespace': object.metadata.namespace ?? '',
      ...fieldsOf(object),
    };
    return tests.every(({ field, negative, wanted }) => ((fields[field] ?? '') === wanted) !== negative);
  };
}
