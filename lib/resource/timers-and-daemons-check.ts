/**
 * What is wrong with the TIMERS and DAEMONS of a class, said before anything starts.
 */
import { describeValue } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { CRDBase } from './crd-base.ts';
import { type CRDClass, HANDLER_NAMES } from './crd-class.ts';

/** One option: what it may be, and how that is said. */
interface Rule {
  readonly valid: (value: unknown) => boolean;
  readonly expected: string;
}

const SECONDS: Rule = { valid: (value) => isSeconds(value) && value > 0, expected: 'a number of seconds above 0' };
const SECONDS_OR_NONE: Rule = { valid: isSeconds, expected: 'a number of seconds, 0 or more' };
const FLAG: Rule = { valid: (value) => typeof value === 'boolean', expected: 'true or false' };

const KINDS = {
  TIMERS: {
    example: '{ poll: { intervalSeconds: 60 } }',
    method: (name: string) => `async ${name}() { … }`,
    required: ['intervalSeconds'],
    rules: { intervalSeconds: SECONDS, initialDelaySeconds: SECONDS_OR_NONE, idleSeconds: SECONDS_OR_NONE, sharp: FLAG, finalizer: FLAG },
  },
  DAEMONS: {
    example: '{ follow: { graceSeconds: 5 } }',
    method: (name: string) => `async ${name}(signal) { … }`,
    required: [],
    rules: { graceSeconds: SECONDS_OR_NONE, finalizer: FLAG },
  },
} as const;

/** Everything that is wrong with them; empty when they are fine, or when there are none. */
export function checkTimersAndDaemons(type: CRDClass): string[] {
  return [...checkMethods(type, 'TIMERS'), ...checkMethods(type, 'DAEMONS'), ...checkBoth(type), ...checkFinalizer(type)];
}

function checkMethods(type: CRDClass, statics: keyof typeof KINDS): string[] {
  const declaration: unknown = type[statics];
  if (declaration === undefined) return [];
  if (!isRecord(declaration)) return [`${statics} must be an object such as ${KINDS[statics].example}, not ${describeValue(declaration)}`];
  const problems: string[] = [];
  for (const [name, options] of Object.entries(declaration)) {
    if (options === undefined) continue;
    const problem = methodProblem(type, statics, name);
    if (problem) problems.push(problem);
    problems.push(...optionProblems(`${statics}.${name}`, statics, options));
  }
  return problems;
}

function methodProblem(type: CRDClass, statics: keyof typeof KINDS, name: string): string | undefined {
  if ((HANDLER_NAMES as readonly string[]).includes(name)) {
    return `${statics}.${name} names a handler, which is called for changes: give the method another name`;
  }
  if (name in CRDBase.prototype) return `${statics}.${name} names what every CRDBase has: give the method another name`;
  if (typeof (type.prototype as Record<string, unknown>)[name] === 'function') return undefined;
  const { method } = KINDS[statics];
  const meant = didYouMean(name, methodsOf(type));
  return `${statics} names ${name}, but the class has no method of that name (a property is none): write it as \`${method(name)}\`${meant}`;
}

function optionProblems(where: string, statics: keyof typeof KINDS, options: unknown): string[] {
  const { rules, required, example } = KINDS[statics];
  if (!isRecord(options)) return [`${where} must be an object, as in ${example}, not ${describeValue(options)}`];
  const problems: string[] = [];
  for (const [key, value] of Object.entries(options)) {
    const rule = (rules as Readonly<Record<string, Rule>>)[key];
    if (!rule) problems.push(`${where} has no option ${key}${didYouMean(key, Object.keys(rules))}`);
    else if (value !== undefined && !rule.valid(value))
      problems.push(`${where}.${key} must be ${rule.expected}, not ${describeValue(value)}`);
  }
  for (const key of required) if (options[key] === undefined) problems.push(`${where}.${key} is missing: it must be a number of seconds`);
  return problems;
}

function checkBoth(type: CRDClass): string[] {
  const pairs = [
    ['TIMERS', 'DAEMONS'],
    ['ON_FIELD', 'TIMERS'],
    ['ON_FIELD', 'DAEMONS'],
  ] as const;
  return pairs.flatMap(([one, other]) => {
    const [first, second]: unknown[] = [type[one], type[other]];
    if (!isRecord(first) || !isRecord(second)) return [];
    const shared = Object.keys(first).filter((name) => Object.hasOwn(second, name));
    return shared.map((name) => `${name} is both in ${one} and in ${other}: a method is in one of them`);
  });
}

function checkFinalizer({ TIMERS, DAEMONS, FINALIZER }: CRDClass): string[] {
  if (FINALIZER !== null) return [];
  const wanting = [TIMERS, DAEMONS]
    .flatMap((declaration: unknown) => (isRecord(declaration) ? Object.entries(declaration) : []))
    .filter(([, options]) => isRecord(options) && options.finalizer === true);
  return wanting.map(([name]) => `${name} asks for a finalizer, but FINALIZER is null: leave one of them out`);
}

/** The methods that somebody may have meant: those of the class itself, and of what it extends up to CRDBase. */
function methodsOf(type: CRDClass): string[] {
  const names = new Set<string>();
  for (let each: object | null = type.prototype; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const name of Object.getOwnPropertyNames(each)) {
      if (!(name in CRDBase.prototype) && typeof Object.getOwnPropertyDescriptor(each, name)?.value === 'function') names.add(name);
    }
  }
  for (const name of HANDLER_NAMES) names.delete(name);
  return [...names];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
