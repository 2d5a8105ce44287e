/** Validation rules in CEL: compiled and checked with the schema that has them, and held against values and changes. */
import { CelScope, rootSchema } from './cel-values.ts';
import { equal, isObject, type JsonObject } from './json.ts';
import { type FieldError, forbiddenField, goValue, invalidValue, quote, required } from './refusal.ts';
import { memberSchema, type Schema } from './schema.ts';

/** A rule as a schema carries it. */
interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

interface CompiledRule extends Rule {
  scope: CelScope;
  /** True when it is about a change. */
  isTransition: boolean;
}

const REASONS: Record<string, string> = {
  FieldValueInvalid: 'FieldValueInvalid',
  FieldValueForbidden: 'FieldValueForbidden',
  FieldValueRequired: 'FieldValueRequired',
  FieldValueDuplicate: 'FieldValueDuplicate',
};

/** True when a schema or anything in it has rules. */
export function hasRules(schema: Schema): boolean {
  if (schema['x-kubernetes-validations']?.length) return true;
  const { items, properties, additionalProperties } = schema;
  if (items && hasRules(items)) return true;
  if (isObject(additionalProperties) && hasRules(additionalProperties)) return true;
  return Object.values(properties ?? {}).some(hasRules);
}

/** What is wrong with the rules of a schema. */
export function ruleProblems(schema: Schema, path: string, correlatable = true, isRoot = true): FieldError[] {
  const errors: FieldError[] = [];
  const rules = schema['x-kubernetes-validations'] as Rule[] | undefined;
  for (const [index, rule] of (rules ?? []).entries())
    errors.push(
      ...problemsOfRule(rule, {
        schema: isRoot ? rootSchema(schema) : schema,
        path: `${path}.x-kubernetes-validations[${index}]`,
        correlatable,
      }),
    );
  const { items, properties, additionalProperties } = schema;
  for (const [name, member] of Object.entries(properties ?? {}))
    errors.push(...ruleProblems(member, `${path}.properties[${name}]`, correlatable, false));
  if (isObject(additionalProperties))
    errors.push(...ruleProblems(additionalProperties as Schema, `${path}.additionalProperties`, correlatable, false));
  if (items) errors.push(...ruleProblems(items, `${path}.items`, correlatable && schema['x-kubernetes-list-type'] === 'map', false));
  return errors;
}

function problemsOfRule(rule: Rule, { schema, path, correlatable }: { schema: Schema; path: string; correlatable: boolean }): FieldError[] {
  const errors: FieldError[] = [];
  const text = rule.rule?.trim() ?? '';
  if (!text) errors.push(required(`${path}.rule`, 'rule is not specified'));
  if (rule.message !== undefined && rule.message !== '' && !rule.message.trim())
    errors.push(invalidValue(`${path}.message`, rule.message, 'message must be non-empty if specified'));
  if (rule.message && /[\r\n]/.test(rule.message))
    errors.push(invalidValue(`${path}.message`, rule.message, 'message must not contain line breaks'));
  if (!rule.message && /[\r\n]/.test(text))
    errors.push(required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  if (rule.reason && !REASONS[rule.reason]) {
    const list = Object.keys(REASONS).map(quote).join(', ');
    errors.push({
      reason: 'FieldValueNotSupported',
      field: `${path}.reason`,
      message: `Unsupported value: ${quote(rule.reason)}: supported values: ${list}`,
    });
  }
  if (rule.fieldPath && !schemaAt(schema, rule.fieldPath))
    errors.push(invalidValue(`${path}.fieldPath`, rule.fieldPath, 'fieldPath must be a valid path'));
  if (!text) return errors;
  const scope = new CelScope(schema, { optionalOldSelf: rule.optionalOldSelf === true });
  errors.push(...compileProblems(scope, { text, wanted: 'bool', path: `${path}.rule` }));
  if (usesOldSelf(text) && !correlatable)
    errors.push(invalidValue(`${path}.rule`, text, 'oldSelf cannot be used on the uncorrelatable portion of the schema'));
  if (rule.optionalOldSelf !== undefined && !usesOldSelf(text)) {
    const why = 'may not be set if oldSelf is not used in rule';
    errors.push(invalidValue(`${path}.optionalOldSelf`, rule.optionalOldSelf, why));
  }
  if (rule.messageExpression?.trim())
    errors.push(...compileProblems(scope, { text: rule.messageExpression, wanted: 'string', path: `${path}.messageExpression` }));
  return errors;
}

function compileProblems(scope: CelScope, { text, wanted, path }: { text: string; wanted: string; path: string }): FieldError[] {
  const what = wanted === 'bool' ? 'compilation failed' : 'messageExpression compilation failed';
  for (const place of [...text.matchAll(/\bhas\(\s*((?:self|oldSelf)[\w.]*)\s*\)/g)]) {
    const found = scope.check(place[1] as string);
    if ('problem' in found) return [invalidValue(path, text, `${what}: ${found.problem}`)];
  }
  const checked = scope.check(text);
  if ('problem' in checked) return [invalidValue(path, text, `${what}: ${checked.problem}`)];
  if (checked.type === wanted || checked.type === 'dyn') return [];
  const why = wanted === 'bool' ? 'cel expression must evaluate to a bool' : 'messageExpression must evaluate to a string';
  return [invalidValue(path, text, why)];
}

function usesOldSelf(text: string): boolean {
  return /\boldSelf\b/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""'));
}

function schemaAt(schema: Schema, fieldPath: string): Schema | undefined {
  let current: Schema | undefined = schema;
  for (const name of stepsOf(fieldPath)) current = memberSchema(current, name);
  return current;
}

function stepsOf(fieldPath: string): string[] {
  return [...fieldPath.matchAll(/\.([^.[]+)|\['([^']*)'\]/g)].map(([, plain, quoted]) => plain ?? quoted ?? '');
}

/** Holds the rules of one kind's schema against its objects. */
export class RuleChecker {
  readonly #schema: Schema;
  readonly #compiled = new Map<Schema, CompiledRule[]>();

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** What the rules find wrong with an object, and with its change when there was one. */
  check(object: JsonObject, old?: JsonObject): FieldError[] {
    const errors: FieldError[] = [];
    this.#check(object, this.#schema, { path: '', old, errors, isRoot: true });
    return errors;
  }

  #check(value: unknown, schema: Schema, at: { path: string; old: unknown; errors: FieldError[]; isRoot?: boolean }): void {
    if (value === null || value === undefined) return;
    const { path, old, errors } = at;
    const unchanged = old !== undefined && equal(value, old);
    for (const rule of this.#rulesOf(schema, at.isRoot === true)) {
      if (rule.isTransition ? old === undefined && !rule.optionalOldSelf : unchanged) continue;
      const error = outcome(rule, { value, old, path, schema });
      if (error) errors.push(error);
    }
    if (Array.isArray(value)) this.#checkItems(value, schema, at);
    else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const memberType = memberSchema(schema, name);
        const isPlain = Boolean(schema.properties && Object.hasOwn(schema.properties, name));
        const child = !path ? name : isPlain ? `${path}.${name}` : `${path}[${name}]`;
        if (memberType && !(at.isRoot && name === 'metadata'))
          this.#check(member, memberType, { path: child, old: isObject(old) ? old[name] : undefined, errors });
      }
    }
  }

  #checkItems(value: unknown[], schema: Schema, { path, old, errors }: { path: string; old: unknown; errors: FieldError[] }): void {
    const { items } = schema;
    if (!items) return;
    const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
    const keyOf = (item: unknown) => JSON.stringify(keys?.map((name) => (isObject(item) ? item[name] : undefined)));
    const before = new Map(keys && Array.isArray(old) ? old.map((item) => [keyOf(item), item]) : []);
    for (const [index, item] of value.entries())
      this.#check(item, items, { path: `${path}[${index}]`, old: keys ? before.get(keyOf(item)) : undefined, errors });
  }

  #rulesOf(schema: Schema, isRoot: boolean): CompiledRule[] {
    const rules = schema['x-kubernetes-validations'] as Rule[] | undefined;
    if (!rules?.length) return [];
    let compiled = this.#compiled.get(schema);
    if (!compiled) {
      const seen = isRoot ? rootSchema(schema) : schema;
      compiled = rules.map((rule) => ({
        ...rule,
        rule: rule.rule.trim(),
        scope: new CelScope(seen, { optionalOldSelf: rule.optionalOldSelf === true }),
        isTransition: usesOldSelf(rule.rule),
      }));
      this.#compiled.set(schema, compiled);
    }
    return compiled;
  }
}

function outcome(
  rule: CompiledRule,
  { value, old, path, schema }: { value: unknown; old: unknown; path: string; schema: Schema },
): FieldError | undefined {
  const field = `${path}${rule.fieldPath ?? ''}`.replace(/^\./, '') || '<nil>';
  try {
    if (rule.scope.evaluate(rule.rule, value, old) === true) return undefined;
  } catch (error) {
    const { summary, message } = error as { summary?: string; message: string };
    const problem = (summary ?? message).replace(/^No such key/, 'no such key');
    // Of a rule that can't be evaluated the server says what kind of value it was about.
    return invalidValue(field, schema.type ?? 'object', `${problem} evaluating rule: ${rule.message?.trim() || rule.rule}`);
  }
  const why = messageOf(rule, value, old);
  // Objects and lists are not shown.
  const shown = typeof value === 'object' ? '' : `: ${goValue(value)}`;
  const reason = REASONS[rule.reason ?? ''] ?? 'FieldValueInvalid';
  if (reason === 'FieldValueForbidden') return forbiddenField(field, why);
  if (reason === 'FieldValueRequired') return required(field, why);
  if (reason === 'FieldValueDuplicate') return { reason, field, message: `Duplicate value${shown}` };
  return { reason, field, message: `Invalid value${shown}: ${why}` };
}

function messageOf(rule: CompiledRule, value: unknown, old: unknown): string {
  if (rule.messageExpression) {
    try {
      const text = rule.scope.evaluate(rule.messageExpression, value, old);
      if (typeof text === 'string' && text.trim() && !/[\r\n]/.test(text)) return text.trim();
    } catch {
      // The server falls back to the message too.
    }
  }
  return rule.message?.trim() || `failed rule: ${rule.rule}`;
}
