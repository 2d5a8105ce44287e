/** What is particular to Jobs and CronJobs. */
import { equal, isObject, type JsonObject } from './json.ts';
import { templateErrors } from './pod-checks.ts';
import { fillInPodSpec, setDefault } from './pod-defaults.ts';
import { type FieldError, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

function fillInJobSpec(spec: JsonObject): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', 6);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'manualSelector', false);
  setDefault(spec, 'podReplacementPolicy', spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed');
  if (isObject(spec.template?.spec)) fillInPodSpec(spec.template.spec);
}

function jobSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const errors = templateErrors(spec.template, `${path}.template`);
  const policy = spec.template?.spec?.restartPolicy;
  if (policy !== undefined && policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(
      policy === 'Always'
        ? { ...required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"') }
        : notSupported(`${path}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']),
    );
  }
  return errors;
}

/** Of `jobs`. */
export const jobStrategy: Strategy = {
  fillIn: ({ spec }) => fillInJobSpec(spec),
  prepareCreate(draft) {
    draft.status = {};
    const { name, uid } = draft.metadata;
    if (draft.spec.manualSelector) return;
    // Both the old names and the new ones are set, on the Job and on its Pods.
    const marks = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    };
    const { template } = draft.spec;
    draft.spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
    draft.spec.template = { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...marks } } };
    // A Job without labels of its own takes those of its template.
    if (!draft.metadata.labels) draft.metadata.labels = draft.spec.template.metadata.labels;
  },
  prepareUpdate(draft, old) {
    draft.spec.selector ??= old.spec.selector;
    draft.spec.template.metadata = {
      ...draft.spec.template.metadata,
      labels: { ...draft.spec.template.metadata?.labels, ...old.spec.template.metadata?.labels },
    };
  },
  validate(job, old) {
    const errors = jobSpecErrors(job.spec, 'spec');
    if (old && !equal(old.spec.template, job.spec.template))
      errors.push(invalidValue('spec.template', job.spec.template, 'field is immutable'));
    if (old && !equal(old.spec.completions, job.spec.completions) && job.spec.completionMode !== 'Indexed')
      errors.push(invalidValue('spec.completions', job.spec.completions, 'field is immutable'));
    return errors;
  },
  fields: ({ status }) => ({ 'status.successful': String(status?.succeeded ?? 0) }),
};

/** Of `cronjobs`. */
export const cronJobStrategy: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'concurrencyPolicy', 'Allow');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
    if (isObject(spec.jobTemplate?.spec)) {
      if (isObject(spec.jobTemplate.spec.template?.spec)) fillInPodSpec(spec.jobTemplate.spec.template.spec);
    }
  },
  validate({ spec }) {
    const errors = jobSpecErrors(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec');
    const parts = String(spec.schedule ?? '')
      .trim()
      .split(/\s+/);
    if (!spec.schedule) errors.unshift(required('spec.schedule'));
    else if (!String(spec.schedule).startsWith('@') && parts.length !== 5)
      errors.unshift(
        invalidValue('spec.schedule', spec.schedule, `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`),
      );
    return errors;
  },
};
