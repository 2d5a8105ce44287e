/**
 * What is wrong with a list of CRDBase subclasses, said before anything starts: the compiler finds most of it, but JavaScript
 * and `any` exist.
 */
import { describeValue, InvalidClassError } from '../base/errors.ts';
import { editDistance } from '../base/nearest-name.ts';
import { checkKindDeclaration } from '../schema/kind-declaration-check.ts';
import { isCRDBaseClass } from './crd-base.ts';
import { type CRDClass, HANDLER_NAMES, handlersOf } from './crd-class.ts';
import { indexesProblems } from './indexes.ts';
import { onFieldProblems } from './on-field.ts';
import { checkSchemas } from './schema-check.ts';
import { checkTimersAndDaemons } from './timers-and-daemons-check.ts';
import { watchesProblems } from './watches.ts';

/**
 * @throws InvalidClassError naming each class and everything that is wrong with it
 * @throws InvalidSchemaError the SPEC or STATUS of a class has no structural form
 */
export function checkClasses(classes: readonly CRDClass[]): void {
  if (classes.length === 0) throw new InvalidClassError('an operator needs at least one class: new KubernetesOperator(Printer)');
  const complaints: string[] = [];
  const byName = new Map<string, CRDClass>();
  for (const type of classes) {
    if (!isCRDBaseClass(type)) {
      complaints.push(`${describeValue(type)} is not a subclass of CRDBase: give the operator the class itself`);
      continue;
    }
    const problems = checkClass(type);
    if (problems.length > 0) complaints.push(`class ${type.name || '(anonymous)'}: ${problems.join('; ')}`);
    if (!type.PLURAL || !type.GROUP) continue;
    const crdName = `${type.PLURAL}.${type.GROUP}`;
    const other = byName.get(crdName);
    if (other) complaints.push(`classes ${other.name} and ${type.name} are both for ${crdName}: one operator has one class a kind`);
    byName.set(crdName, type);
  }
  if (complaints.length > 0) throw new InvalidClassError(complaints.join('\n'));
  checkSchemas(classes);
}

/** Everything that is wrong with one class; empty when it is fine. */
export function checkClass(type: CRDClass): string[] {
  return [
    ...checkKindDeclaration(type, type.name || 'the class'),
    ...checkBehaviour(type),
    ...checkTimersAndDaemons(type),
    ...checkHandlers(type),
  ];
}

function checkBehaviour(type: CRDClass): string[] {
  const problems: string[] = [];
  const check = (name: keyof CRDClass, valid: (value: unknown) => boolean, expected: string) => {
    const value = type[name] as unknown;
    if (value !== undefined && !valid(value)) problems.push(`${name} must be ${expected}, not ${describeValue(value)}`);
  };
  check('FINALIZER', (value) => value === null || isFinalizerName(value), "null or a name with a domain, such as 'example.com/cleanup'");
  check('STATE_GATE', (value) => typeof value === 'boolean', 'true or false');
  check('READY_CONDITION', (value) => typeof value === 'boolean', 'true or false');
  check('MANIFESTS', (value) => typeof value === 'string' || value instanceof URL, 'a folder, such as import.meta.dirname');
  check('CONCURRENCY', (value) => Number.isInteger(value) && (value as number) >= 1, 'a whole number, 1 or more');
  check(
    'RETRIES',
    (value) => value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) >= 0),
    'a whole number, 0 or more',
  );
  check('TIMEOUT_SECONDS', isPositive, 'a number of seconds above 0');
  check('RESYNC_SECONDS', isPositive, 'a number of seconds above 0');
  check('LABEL_SELECTOR', (value) => typeof value === 'string', "a text such as 'app=printer'");
  check('FIELD_SELECTOR', (value) => typeof value === 'string', "a text such as 'metadata.name=a'");
  check('BACKOFF', isBackOff, '{ initialSeconds, factor, maxSeconds } with seconds above 0 and a factor of 1 or more');
  const isShardKey = (value: unknown) => typeof value === 'function' || value === 'namespace';
  check('SHARD_KEY', isShardKey, "'namespace', or a function such as ({ metadata }) => metadata.name.split('-')[0]");
  if (type.SHARD_KEY === 'namespace' && type.SCOPE === 'Cluster')
    problems.push("SHARD_KEY is 'namespace', but its objects have none: leave it out, or give a function of metadata.name");
  check('WHEN', (value) => typeof value === 'function', 'a function such as (p) => p.spec.enabled');
  check('KEEP_LAST_HANDLED', (value) => typeof value === 'boolean', 'true or false');
  check('PERMISSIONS', isRuleList, "a list of rules such as [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]");
  check('OWNS', isKindList, "a list such as [{ apiVersion: 'v1', kind: 'Pod' }]");
  return [...problems, ...indexesProblems(type), ...watchesProblems(type, followsChanges(type)), ...onFieldProblems(type, HANDLER_NAMES)];
}

function followsChanges(type: CRDClass): boolean {
  const handlers = handlersOf(type);
  return handlers.has('ensureModified') || handlers.has('reconcile');
}

function checkHandlers(type: CRDClass): string[] {
  const handlers = handlersOf(type);
  const problems = [...checkProperties(type), ...checkNearMisses(type)];
  const isIdle = handlers.size === 0 && !type.ON_FIELD && !hasAny(type.TIMERS) && !hasAny(type.DAEMONS);
  if (isIdle && problems.length === 0) problems.push(`it has no handler: add a method such as ${HANDLER_NAMES.join(', ')}`);
  for (const name of ['ensureCreated', 'ensureModified', 'ensureResumed'] as const) {
    if (handlers.has('reconcile') && handlers.has(name))
      problems.push(`it has both reconcile and ${name}: reconcile takes the place of ${name}`);
  }
  if (handlers.has('childChanged') && handlers.has('reconcile'))
    problems.push('it has both reconcile and childChanged: changes of children reach reconcile');
  if (handlers.has('reconcile') && type.ON_FIELD) problems.push('it has both reconcile and ON_FIELD: reconcile takes the place of both');
  if (handlers.has('reconcile') && type.KEEP_LAST_HANDLED)
    problems.push('it has both reconcile and KEEP_LAST_HANDLED: the SDK keeps no record of objects that are reconciled');
  if (handlers.has('childChanged') && !type.OWNS?.length) problems.push('it has childChanged but no OWNS: nothing would ever call it');
  return problems;
}

/**
 * A handler as a property hides from whoever looks at the class, so that nothing would know of it. Only an instance can tell, and
 * making one runs the user's own code: it is done only where the source of the class looks like it.
 */
function checkProperties(type: CRDClass): string[] {
  const suspects = HANDLER_NAMES.filter((name) => assigns(type, name));
  if (suspects.length === 0) return [];
  let instance: object;
  try {
    instance = new type(undefined as never);
  } catch {
    // Its fields need a running call: each call looks again.
    return [];
  }
  return suspects
    .filter((name) => Object.hasOwn(instance, name))
    .map((name) => `${name} is a property: write it as a method, \`async ${name}(change) { … }\``);
}

/** Whether the source of a class, or of one that it extends, may assign to a property of that name, as compilers write it too. */
function assigns(type: CRDClass, name: string): boolean {
  const assignment = new RegExp(`\\b${name}["'\\]]*\\s*(=(?![=>])|,)`);
  for (let each: object | null = type; typeof each === 'function' && isCRDBaseClass(each); each = Object.getPrototypeOf(each)) {
    if (assignment.test(Function.prototype.toString.call(each))) return true;
  }
  return false;
}

function checkNearMisses(type: CRDClass): string[] {
  const problems: string[] = [];
  for (let prototype = type.prototype; prototype && !isBasePrototype(prototype); prototype = Object.getPrototypeOf(prototype)) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const meant = HANDLER_NAMES.find((handler) => handler !== name && isNearMiss(name, handler));
      if (meant && typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === 'function') {
        problems.push(`method ${name} looks like ${meant} misspelt: rename it, or give it a name further away`);
      }
    }
  }
  return problems;
}

function isBasePrototype(prototype: object): boolean {
  return !isCRDBaseClass(Object.getPrototypeOf(prototype)?.constructor);
}

function isNearMiss(name: string, handler: string): boolean {
  return !(HANDLER_NAMES as readonly string[]).includes(name) && editDistance(name.toLowerCase(), handler.toLowerCase()) <= 2;
}

function isFinalizerName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(value);
}

function hasAny(declaration: object | undefined): boolean {
  return Object.keys(declaration ?? {}).length > 0;
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isBackOff(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { initialSeconds = 0.5, factor = 2, maxSeconds = 300, ...rest } = value as Record<string, unknown>;
  return (
    isPositive(initialSeconds) && isPositive(maxSeconds) && isPositive(factor) && (factor as number) >= 1 && Object.keys(rest).length === 0
  );
}

function isRuleList(value: unknown): boolean {
  const isTexts = (texts: unknown) => Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === 'string');
  return (
    Array.isArray(value) &&
    value.every(
      (rule) => isTexts(rule?.verbs) && (isTexts(rule?.nonResourceURLs) || (isTexts(rule?.apiGroups) && isTexts(rule?.resources))),
    )
  );
}

function isKindList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item?.apiVersion === 'string' && typeof item?.kind === 'string');
}
