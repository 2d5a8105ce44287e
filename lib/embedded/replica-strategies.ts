/** What is particular to kinds that keep Pods of a template: Deployments, ReplicaSets, StatefulSets and DaemonSets. */
import { equal, isObject, type JsonObject } from './json.ts';
import { templateErrors } from './pod-checks.ts';
import { fillInPodSpec, setDefault } from './pod-defaults.ts';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';
import { matchesLabelSelector } from './selector.ts';
import { fillInClaim } from './storage-strategies.ts';

function ensure(parent: JsonObject, name: string): JsonObject {
  if (!isObject(parent[name])) parent[name] = {};
  return parent[name];
}

/** What kinds with a Pod template share. */
function templated(more: Strategy): Strategy {
  return {
    ...more,
    fillIn(draft) {
      if (isObject(draft.spec?.template?.spec)) fillInPodSpec(draft.spec.template.spec);
      more.fillIn?.(draft);
    },
    validate(object, old) {
      const { spec } = object;
      const errors: FieldError[] = [];
      if (!spec.selector) errors.push(required('spec.selector'));
      const labels = spec.template?.metadata?.labels ?? {};
      if (!spec.selector || !matchesLabelSelector(spec.selector, labels)) {
        errors.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
      }
      errors.push(...templateErrors(spec.template, 'spec.template'));
      if (spec.replicas < 0) errors.unshift(invalidValue('spec.replicas', spec.replicas, 'must be greater than or equal to 0'));
      const policy = spec.template?.spec?.restartPolicy;
      if (policy && policy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
      if (old && !equal(old.spec.selector, spec.selector)) errors.push(invalidValue('spec.selector', spec.selector, 'field is immutable'));
      return errors.concat(more.validate?.(object, old) ?? []);
    },
  };
}

/** Of `deployments`. */
export const deploymentStrategy = templated({
  fillIn({ spec }) {
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'progressDeadlineSeconds', 600);
    const strategy = ensure(spec, 'strategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type !== 'RollingUpdate') return;
    setDefault(ensure(strategy, 'rollingUpdate'), 'maxUnavailable', '25%');
    setDefault(strategy.rollingUpdate, 'maxSurge', '25%');
  },
});

/** Of `statefulsets`. */
export const statefulSetStrategy = templated({
  validate: statefulSetErrors,
  fillIn({ spec }) {
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Retain', whenScaled: 'Retain' });
    const strategy = ensure(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type === 'RollingUpdate') setDefault(ensure(strategy, 'rollingUpdate'), 'partition', 0);
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= 'v1';
      claim.kind ??= 'PersistentVolumeClaim';
      fillInClaim(claim);
    }
  },
});

const STATEFUL_CHANGES = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function statefulSetErrors({ spec }: JsonObject, old?: JsonObject): FieldError[] {
  const fixed = (given: JsonObject) => Object.fromEntries(Object.entries(given).filter(([name]) => !STATEFUL_CHANGES.includes(name)));
  if (!old || equal(fixed(spec), fixed(old.spec))) return [];
  const names = STATEFUL_CHANGES.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

/** Of `daemonsets`. */
export const daemonSetStrategy = templated({
  fillIn({ spec }) {
    setDefault(spec, 'revisionHistoryLimit', 10);
    const strategy = ensure(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type !== 'RollingUpdate') return;
    setDefault(ensure(strategy, 'rollingUpdate'), 'maxUnavailable', 1);
    setDefault(strategy.rollingUpdate, 'maxSurge', 0);
  },
});

/** Of `replicasets`. */
export const replicaSetStrategy = templated({
  fillIn: ({ spec }) => setDefault(spec, 'replicas', 1),
});
