/** Priority classes: their checks, the two that are always there, and what a Pod gets from the one it names. */
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import { setDefault } from './pod-defaults.ts';
import { type FieldError, forbidden, forbiddenField, goValue, invalidValue, notSupported, type Refusal } from './refusal.ts';
import type { ResourceKind, Strategy } from './resource-kind.ts';

const GROUP = 'scheduling.k8s.io';
const TABLE = `${GROUP}/priorityclasses`;
const HIGHEST = 1_000_000_000;
const PREFIX = 'system-';
const POLICIES = ['PreemptLowerPriority', 'Never'];

/** The classes of the system itself. */
const ALWAYS = [
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
];

/** Of `priorityclasses`. */
export const priorityClassStrategy: Strategy = {
  fillIn: (draft) => setDefault(draft, 'preemptionPolicy', 'PreemptLowerPriority'),
  validate(given, old) {
    const { metadata, value, preemptionPolicy } = given;
    const errors: FieldError[] = [];
    if (metadata.name?.startsWith(PREFIX)) errors.push(...systemErrors(given));
    else if (value > HIGHEST) errors.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST}`));
    if (!POLICIES.includes(preemptionPolicy)) errors.push(notSupported('preemptionPolicy', preemptionPolicy, POLICIES));
    if (old && value !== old.value) errors.push(forbiddenField('value', 'may not be changed in an update.'));
    if (old && preemptionPolicy !== old.preemptionPolicy)
      errors.push(invalidValue('preemptionPolicy', preemptionPolicy, 'field is immutable'));
    return errors;
  },
};

function systemErrors({ metadata, value }: JsonObject): FieldError[] {
  const known = ALWAYS.find(({ name }) => name === metadata.name);
  if (known?.value === value) return [];
  const why = known
    ? `value of ${known.name} PriorityClass must be ${known.value}`
    : `${metadata.name} is not a known system priority class`;
  return [forbiddenField('metadata.name', `priority class names with '${PREFIX}' prefix are reserved for system use only. error: ${why}`)];
}

/** Furnishes the classes, and reads them for Pods. */
export class PriorityClasses {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Creates the classes that are always there, where they aren't. */
  furnish({ registry, writer }: { registry: KindRegistry; writer: ObjectWriter }): void {
    const kind = registry.get(GROUP, 'v1', 'priorityclasses') as ResourceKind;
    for (const { name, value, description } of ALWAYS) {
      if (this.#store.get(TABLE, name)) continue;
      const draft = { apiVersion: `${GROUP}/v1`, kind: 'PriorityClass', metadata: { name }, value, description };
      writer.create(kind, '', { ...draft, preemptionPolicy: 'PreemptLowerPriority' }, { manager: 'kube-apiserver' });
    }
  }

  /** Gives a new Pod the priority of its class; refuses one that names none, or says otherwise than its class. */
  assign({ metadata, spec }: JsonObject): void {
    const refuse = (why: string): Refusal => forbidden({ group: '', resource: 'pods' }, metadata.name ?? '', why);
    const found = spec.priorityClassName ? this.#store.get(TABLE, spec.priorityClassName) : this.#default();
    if (spec.priorityClassName && !found) throw refuse(`no PriorityClass with name ${spec.priorityClassName} was found`);
    const { value = 0, preemptionPolicy = 'PreemptLowerPriority' } = found ?? {};
    if (found) spec.priorityClassName = found.metadata.name;
    for (const [member, wanted, what] of [
      ['priority', value, 'integer value of priority'],
      ['preemptionPolicy', preemptionPolicy, 'string value of PreemptionPolicy'],
    ] as const) {
      const given = spec[member];
      if (given !== undefined && given !== null && given !== wanted)
        throw refuse(
          `the ${what} (${text(given)}) must not be provided in pod spec; priority admission controller computed ${text(wanted)} from the given PriorityClass name`,
        );
      spec[member] = wanted;
    }
  }

  #default(): JsonObject | undefined {
    if (this.#store.count(TABLE) <= ALWAYS.length) return undefined;
    const marked = this.#store.list(TABLE).filter(({ globalDefault }) => globalDefault);
    return marked.sort((left, right) => left.value - right.value)[0];
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : goValue(value);
}
