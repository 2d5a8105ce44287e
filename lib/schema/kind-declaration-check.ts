/**
 * The statics of a class, checked against the API server's rules for names, before a server sees them.
 */
import { describeValue } from '../base/errors.ts';
import type { KindDeclaration, PrinterColumn } from './kind-declaration.ts';
import { isSchemaObject, isStandardSchema } from './standard-schema.ts';

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const COLUMN_TYPES = ['string', 'integer', 'number', 'boolean', 'date'];

interface NameRule {
  readonly name: 'GROUP' | 'VERSION' | 'PLURAL' | 'SINGULAR' | 'KIND';
  readonly pattern: RegExp;
  readonly maxLength: number;
  readonly expected: string;
}

const NAME_RULES: readonly NameRule[] = [
  { name: 'GROUP', pattern: SUBDOMAIN, maxLength: 253, expected: "a domain in lower case such as 'demo.example.com'" },
  { name: 'VERSION', pattern: /^v[1-9]\d*((alpha|beta)[1-9]\d*)?$/, maxLength: 63, expected: "a version such as 'v1' or 'v1beta1'" },
  { name: 'PLURAL', pattern: LABEL, maxLength: 63, expected: "a word in lower case such as 'printers'" },
  { name: 'SINGULAR', pattern: LABEL, maxLength: 63, expected: "a word in lower case such as 'printer'" },
  { name: 'KIND', pattern: /^[A-Z][A-Za-z0-9]*$/, maxLength: 63, expected: "a word in CamelCase such as 'Printer'" },
];

/**
 * What is wrong with a class's statics, a sentence for each; nothing when all can be.
 * SPEC and STATUS are only looked at from outside: whether they have a structural form is for customResourceDefinitionOf.
 */
export function checkKindDeclaration(declaration: Partial<KindDeclaration>, className: string): string[] {
  const problems: string[] = [];
  for (const rule of NAME_RULES) {
    const problem = nameProblem(declaration[rule.name], rule);
    if (problem) problems.push(`${className}.${rule.name} ${problem}`);
  }
  const { SCOPE, STATE_GATE } = declaration;
  if (SCOPE !== undefined && SCOPE !== 'Namespaced' && SCOPE !== 'Cluster') {
    problems.push(`${className}.SCOPE must be 'Namespaced' or 'Cluster', not ${describeValue(SCOPE)}`);
  }
  if (STATE_GATE !== undefined && typeof STATE_GATE !== 'boolean')
    problems.push(`${className}.STATE_GATE must be true or false, not ${describeValue(STATE_GATE)}`);
  for (const name of ['SHORT_NAMES', 'CATEGORIES'] as const) problems.push(...wordProblems(declaration[name], `${className}.${name}`));
  for (const name of ['SPEC', 'STATUS'] as const) {
    const source: unknown = declaration[name];
    if (source === undefined || isStandardSchema(source) || isSchemaObject(source)) continue;
    problems.push(
      `${className}.${name} must be a schema of zod 4 or another Standard Schema, or an OpenAPI v3 object, not ${describeValue(source)}`,
    );
  }
  return [...problems, ...columnProblems(declaration.PRINTER_COLUMNS, `${className}.PRINTER_COLUMNS`)];
}

function nameProblem(value: unknown, rule: NameRule): string | undefined {
  if (value === undefined) return `is missing: it must be ${rule.expected}`;
  if (typeof value !== 'string' || !rule.pattern.test(value)) return `must be ${rule.expected}, not ${describeValue(value)}`;
  return value.length > rule.maxLength ? `is too long: ${value.length} characters, ${rule.maxLength} are allowed` : undefined;
}

function wordProblems(words: unknown, name: string): string[] {
  if (words === undefined) return [];
  if (!Array.isArray(words)) return [`${name} must be an array of words, not ${describeValue(words)}`];
  return words
    .filter((word) => typeof word !== 'string' || !LABEL.test(word))
    .map((word) => `${name} must hold words in lower case, not ${describeValue(word)}`);
}

function columnProblems(columns: unknown, name: string): string[] {
  if (columns === undefined) return [];
  if (!Array.isArray(columns)) return [`${name} must be an array, not ${describeValue(columns)}`];
  return columns.flatMap((column: PrinterColumn, index) => columnProblem(column, `${name}[${index}]`) ?? []);
}

function columnProblem(column: PrinterColumn, name: string): string | undefined {
  if (typeof column?.name !== 'string' || column.name === '')
    return `${name}.name must be the column's heading, not ${describeValue(column?.name)}`;
  if (typeof column.jsonPath !== 'string' || !/^[.[]/.test(column.jsonPath)) {
    return `${name}.jsonPath must be a path such as '.status.state', not ${describeValue(column.jsonPath)}`;
  }
  if (column.type !== undefined && !COLUMN_TYPES.includes(column.type))
    return `${name}.type must be one of ${COLUMN_TYPES.join(', ')}, not ${describeValue(column.type)}`;
  return undefined;
}
