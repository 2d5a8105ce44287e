/** What is particular to built-in kinds, by their tables; those with little of it are here themselves. */
import { admissionStrategies } from './admission-strategies.ts';
import { customResourceDefinitionStrategy } from './crd-strategy.ts';
import { configMapStrategy, secretStrategy } from './data-strategies.ts';
import { eventStrategy } from './event-strategy.ts';
import { cronJobStrategy, jobStrategy } from './job-strategies.ts';
import { networkPolicyStrategy, serviceStrategy } from './network-strategies.ts';
import { setDefault } from './pod-defaults.ts';
import { podStrategy, podTemplateStrategy } from './pod-strategy.ts';
import { priorityClassStrategy } from './priority-classes.ts';
import { rbacStrategies } from './rbac-strategies.ts';
import { type FieldError, invalidValue } from './refusal.ts';
import { daemonSetStrategy, deploymentStrategy, replicaSetStrategy, statefulSetStrategy } from './replica-strategies.ts';
import type { Strategy } from './resource-kind.ts';
import { claimStrategy, storageClassStrategy, volumeStrategy } from './storage-strategies.ts';

const namespaces: Strategy = {
  fillIn(draft) {
    if (draft.metadata.name) draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name };
  },
  prepareCreate(draft) {
    draft.spec = { ...draft.spec, finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  prepareUpdate(draft, old) {
    draft.spec = old.spec;
  },
  prepareDelete(draft) {
    draft.status = { ...draft.status, phase: 'Terminating' };
    delete draft.metadata.deletionGracePeriodSeconds;
  },
  fields: ({ status }) => ({ 'status.phase': status?.phase ?? '' }),
};

const leases: Strategy = {
  validate({ spec = {} }) {
    const errors: FieldError[] = [];
    if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0)
      errors.push(invalidValue('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
    if (spec.leaseTransitions !== undefined && spec.leaseTransitions < 0)
      errors.push(invalidValue('spec.leaseTransitions', spec.leaseTransitions, 'must be greater than or equal to 0'));
    return errors;
  },
};

const autoscalers: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'minReplicas', 1);
    if (!spec.metrics)
      spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  },
};

const STRATEGIES: Record<string, Strategy> = {
  pods: podStrategy,
  services: serviceStrategy,
  secrets: secretStrategy,
  configmaps: configMapStrategy,
  namespaces,
  events: eventStrategy,
  nodes: { fields: ({ spec }) => ({ 'spec.unschedulable': String(spec?.unschedulable ?? false) }) },
  persistentvolumeclaims: claimStrategy,
  persistentvolumes: volumeStrategy,
  podtemplates: podTemplateStrategy,
  limitranges: { absence: 'limit ranges: it would not hold Pods to them' },
  resourcequotas: { absence: 'resource quotas: it would not hold namespaces to them' },
  'apps/deployments': deploymentStrategy,
  'apps/replicasets': replicaSetStrategy,
  'apps/statefulsets': statefulSetStrategy,
  'apps/daemonsets': daemonSetStrategy,
  'batch/jobs': jobStrategy,
  'coordination.k8s.io/leases': leases,
  'networking.k8s.io/networkpolicies': networkPolicyStrategy,
  'autoscaling/horizontalpodautoscalers': autoscalers,
  'batch/cronjobs': cronJobStrategy,
  'scheduling.k8s.io/priorityclasses': priorityClassStrategy,
  'storage.k8s.io/storageclasses': storageClassStrategy,
  ...admissionStrategies,
  ...rbacStrategies,
  'apiextensions.k8s.io/customresourcedefinitions': customResourceDefinitionStrategy,
};

/** The strategy of a built-in table; an empty one where nothing is particular. */
export function builtInStrategies(table: string): Strategy {
  return Object.hasOwn(STRATEGIES, table) ? (STRATEGIES[table] as Strategy) : {};
}
