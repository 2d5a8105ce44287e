/** Checks values against a CRD's schema and says what is wrong in the server's words. */
import { equal, isObject } from './json.ts';
import { below, pathOf } from './place.ts';
import { type FieldError, goValue, invalidValue, notSupported, quote, required } from './refusal.ts';
import { memberSchema, type Schema } from './schema.ts';
import { isOfFormat } from './schema-format.ts';
import {
  checkLength,
  checkListKeys,
  checkNumber,
  checkSize,
  checkText,
  checkType,
  embeddedErrors,
  itemsBefore,
  keyOf,
  NOWHERE,
  patternOf,
  type Subject,
} from './schema-limits.ts';

/** What is wrong with a value; made anew where a schema is needed once. */
export function validateValue(value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  return new SchemaValidator(schema).errorsOf(value, path, old);
}

/** The parts of a schema that are schemas for the same value. */
type Logic = Record<'allOf' | 'anyOf' | 'oneOf' | 'not', SchemaValidator[]>;

/** What a schema may ask of a string, a number or a truth value beside its type. */
const LIMITS = [
  ...(['enum', 'allOf', 'anyOf', 'oneOf', 'not', 'pattern', 'format', 'minLength', 'maxLength'] as const),
  ...(['minimum', 'maximum', 'multipleOf'] as const),
];

/** A schema made ready for checking many values: what can be known of it beforehand is reckoned once. */
export class SchemaValidator {
  readonly #schema: Schema;
  readonly #members = new Map<string, SchemaValidator>();
  readonly #logic: Logic | undefined;
  readonly #enum: Set<string> | undefined;
  /** The type that values nearly always have, as `typeof` names it; undefined where that doesn't say enough. */
  readonly #usualType: 'string' | 'boolean' | undefined;
  /** True where more is asked of a value than its type. */
  readonly #hasLimits: boolean;
  #items: SchemaValidator | undefined;
  #others: SchemaValidator | undefined;
  #pattern: RegExp | undefined;
  /** The last string in which nothing was wrong: times and names come many times over. */
  #good: string | undefined;

  constructor(schema: Schema) {
    this.#schema = schema;
    const { allOf, anyOf, oneOf, not } = schema;
    const ready = (parts: Schema[] = []) => parts.map((part) => new SchemaValidator(part));
    if (allOf || anyOf || oneOf || not)
      this.#logic = { allOf: ready(allOf), anyOf: ready(anyOf), oneOf: ready(oneOf), not: ready(not ? [not] : []) };
    this.#enum = schema.enum && new Set(schema.enum.map(goValue));
    const { type } = schema;
    this.#usualType = !schema['x-kubernetes-int-or-string'] && (type === 'string' || type === 'boolean') ? type : undefined;
    this.#hasLimits = LIMITS.some((name) => schema[name] !== undefined);
  }

  /**
   * All that is wrong with a value. What is wrong and was so before is tolerated where it stands unchanged: `old` is the value
   * at the same place of the object before the write.
   */
  errorsOf(value: unknown, path: string, old?: unknown): FieldError[] {
    const errors: FieldError[] = [];
    this.#check({ value, place: path, old, errors });
    return errors;
  }

  /** Checks a member or an item; where there is nothing to say of it, its place isn't even noted. */
  #checkBelow(subject: Subject, step: string | number, value: unknown, old: unknown): void {
    if (typeof value === this.#usualType && !this.#hasLimits) return;
    this.#check({ value, place: below(subject.place, step), old, errors: subject.errors });
  }

  #check(subject: Subject): void {
    const { value, old, errors } = subject;
    if (old !== undefined && equal(value, old)) return;
    // Null is never among the possible values, even where it stands among them.
    if (value === null && this.#schema.nullable) {
      if (this.#schema.enum) errors.push(notSupported(pathOf(subject.place), value, this.#schema.enum));
      return;
    }
    if (!checkType(subject, this.#schema)) return;
    if (this.#enum && !this.#enum.has(goValue(value))) errors.push(notSupported(pathOf(subject.place), value, this.#schema.enum ?? []));
    if (this.#logic) this.#checkLogic(subject, this.#logic);
    if (typeof value === 'string') this.#checkString(subject as Subject<string>);
    else if (typeof value === 'number') checkNumber(subject as Subject<number>, this.#schema);
    else if (Array.isArray(value)) this.#checkArray(subject as Subject<unknown[]>);
    else if (isObject(value)) this.#checkObject(subject as Subject<Record<string, unknown>>);
  }

  #checkString(subject: Subject<string>): void {
    const { value, place, errors } = subject;
    if (value === this.#good) return;
    const { pattern, format } = this.#schema;
    const before = errors.length;
    if (pattern !== undefined) this.#pattern ??= patternOf(pattern);
    checkText(subject, this.#schema, this.#pattern);
    if (!format || isOfFormat(value, format)) {
      if (errors.length === before) this.#good = value;
      return;
    }
    const path = pathOf(place);
    const problem = invalidValue(path, value, `${path} in body must be of type ${format}: ${quote(value)}`);
    errors.push({ ...problem, reason: 'FieldValueTypeInvalid' });
  }

  #checkArray(subject: Subject<unknown[]>): void {
    const { value, old } = subject;
    const schema = this.#schema;
    checkLength(subject, schema);
    if (schema.items) {
      this.#items ??= new SchemaValidator(schema.items);
      const before = itemsBefore(old, schema);
      for (let index = 0; index < value.length; index++) {
        const item = value[index];
        this.#items.#checkBelow(subject, index, item, before?.get(keyOf(item, schema)));
      }
    }
    checkListKeys(subject, schema);
  }

  #checkObject(subject: Subject<Record<string, unknown>>): void {
    const { value, place, old, errors } = subject;
    const schema = this.#schema;
    if (schema['x-kubernetes-embedded-resource']) errors.push(...embeddedErrors(value, pathOf(place)));
    checkSize(subject, schema);
    if (schema.required)
      for (const name of schema.required) if (value[name] === undefined) errors.push(required(pathOf(below(place, name))));
    const before = isObject(old) ? old : undefined;
    for (const name in value) {
      const member = this.#member(name);
      if (member) member.#checkBelow(subject, name, value[name], before?.[name]);
    }
  }

  #member(name: string): SchemaValidator | undefined {
    let known = this.#members.get(name);
    if (known) return known;
    const schema = memberSchema(this.#schema, name);
    if (!schema) return undefined;
    if (schema === this.#schema.additionalProperties) {
      // All names that are no properties share one.
      this.#others ??= new SchemaValidator(schema);
      return this.#others;
    }
    known = new SchemaValidator(schema);
    this.#members.set(name, known);
    return known;
  }

  #accepts(value: unknown): boolean {
    return this.errorsOf(value, '').length === 0;
  }

  #checkLogic({ value, place, errors }: Subject, { allOf, anyOf, oneOf, not }: Logic): void {
    const path = pathOf(place);
    const all = allOf.flatMap((part) => part.errorsOf(value, path));
    if (all.length > 0) {
      const none = allOf.some((part) => part.#accepts(value)) ? '' : '. None validated';
      errors.push(invalidValue(NOWHERE, '', `${quote(path)} must validate all the schemas (allOf)${none}`), ...all);
    }
    if (anyOf[0] && !anyOf.some((part) => part.#accepts(value))) {
      errors.push(invalidValue(NOWHERE, '', `${quote(path)} must validate at least one schema (anyOf)`));
      errors.push(...anyOf[0].errorsOf(value, path));
    }
    const found = oneOf.filter((part) => part.#accepts(value)).length;
    if (oneOf[0] && found !== 1) {
      const why = found === 0 ? 'Found none valid' : `Found ${found} valid alternatives`;
      errors.push(invalidValue(NOWHERE, '', `${quote(path)} must validate one and only one schema (oneOf). ${why}`));
      if (found === 0) errors.push(...oneOf[0].errorsOf(value, path));
    }
    if (not.some((part) => part.#accepts(value)))
      errors.push(invalidValue(NOWHERE, '', `${quote(path)} must not validate the schema (not)`));
  }
}
