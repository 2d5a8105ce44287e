/**
 * What is particular to the kinds of admissionregistration: their defaults, and what mistaken ones get wrong. They are stored
 * and do nothing here, which every write of one is warned of.
 */
import { isObject, type JsonObject } from './json.ts';
import { nameProblems } from './object-names.ts';
import { setDefault } from './pod-defaults.ts';
import { duplicate, type FieldError, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

const GROUP = 'admissionregistration.k8s.io';
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const FAILURE_POLICIES = ['Fail', 'Ignore'];
const MATCH_POLICIES = ['Equivalent', 'Exact'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REINVOCATIONS = ['IfNeeded', 'Never'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];

function fillInMatch(resources: JsonObject): void {
  setDefault(resources, 'matchPolicy', 'Equivalent');
  setDefault(resources, 'namespaceSelector', {});
  setDefault(resources, 'objectSelector', {});
  for (const list of ['rules', 'resourceRules', 'excludeResourceRules'])
    for (const rule of resources[list] ?? []) setDefault(rule, 'scope', '*');
}

function webhookStrategy(reinvoked: boolean): Strategy {
  return {
    caution: 'the embedded cluster calls no webhooks: nothing is checked or changed by this configuration',
    fillIn({ webhooks }) {
      for (const webhook of webhooks ?? []) {
        setDefault(webhook, 'failurePolicy', 'Fail');
        setDefault(webhook, 'timeoutSeconds', 10);
        fillInMatch(webhook);
        if (reinvoked) setDefault(webhook, 'reinvocationPolicy', 'Never');
        if (webhook.clientConfig.service) setDefault(webhook.clientConfig.service, 'port', 443);
        // The type writes a missing one as null, which nobody has given.
        if (webhook.sideEffects === null) delete webhook.sideEffects;
      }
    },
    validate({ webhooks }) {
      const names = new Set<string>();
      return (webhooks ?? []).flatMap((webhook: JsonObject, index: number) => {
        const path = `webhooks[${index}]`;
        const errors = [...webhookErrors(webhook, path), ...versionErrors(webhook.admissionReviewVersions ?? [], path)];
        if (names.has(webhook.name)) errors.push(duplicate(`${path}.name`, webhook.name));
        if (webhook.name) names.add(webhook.name);
        return errors;
      });
    },
  };
}

function webhookErrors(webhook: JsonObject, path: string): FieldError[] {
  const errors = nameErrors(webhook.name, `${path}.name`);
  for (const [index, rule] of (webhook.rules ?? []).entries()) errors.push(...ruleErrors(rule, `${path}.rules[${index}]`));
  errors.push(...choiceErrors(webhook, path));
  const { sideEffects, timeoutSeconds, clientConfig } = webhook;
  if (!sideEffects) errors.push(required(`${path}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(', ')}`));
  else if (!SIDE_EFFECTS.includes(sideEffects)) errors.push(notSupported(`${path}.sideEffects`, sideEffects, SIDE_EFFECTS));
  if (timeoutSeconds < 1 || timeoutSeconds > 30)
    errors.push(invalidValue(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'));
  const { reinvocationPolicy } = webhook;
  if (reinvocationPolicy && !REINVOCATIONS.includes(reinvocationPolicy))
    errors.push(notSupported(`${path}.reinvocationPolicy`, reinvocationPolicy, REINVOCATIONS));
  return [...errors, ...clientErrors(clientConfig, `${path}.clientConfig`)];
}

function nameErrors(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path)];
  const problems = nameProblems(name, 'subdomain');
  if (problems.length > 0) return problems.map((why) => invalidValue(path, name, why));
  if (name.split('.').length >= 3) return [];
  return [invalidValue(path, name, 'should be a domain with at least three segments separated by dots')];
}

function choiceErrors({ failurePolicy, matchPolicy }: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (failurePolicy && !FAILURE_POLICIES.includes(failurePolicy))
    errors.push(notSupported(`${path}.failurePolicy`, failurePolicy, FAILURE_POLICIES));
  if (matchPolicy && !MATCH_POLICIES.includes(matchPolicy)) errors.push(notSupported(`${path}.matchPolicy`, matchPolicy, MATCH_POLICIES));
  return errors;
}

function ruleErrors(rule: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { operations = [], scope } = rule;
  if (operations.length === 0) errors.push(required(`${path}.operations`));
  if (operations.length > 1 && operations.includes('*'))
    errors.push(invalidValue(`${path}.operations`, operations, "if '*' is present, must not specify other operations"));
  for (const [index, operation] of operations.entries())
    if (!OPERATIONS.includes(operation)) errors.push(notSupported(`${path}.operations[${index}]`, operation, OPERATIONS));
  for (const [member, what] of [
    ['apiGroups', 'API groups'],
    ['apiVersions', 'API versions'],
  ] as const) {
    const values: string[] = rule[member] ?? [];
    if (values.length === 0) errors.push(required(`${path}.${member}`));
    if (values.length > 1 && values.includes('*'))
      errors.push(invalidValue(`${path}.${member}`, values, `if '*' is present, must not specify other ${what}`));
  }
  if (!rule.resources?.length) errors.push(required(`${path}.resources`));
  if (scope && !['*', 'Cluster', 'Namespaced'].includes(scope))
    errors.push(notSupported(`${path}.scope`, scope, ['*', 'Cluster', 'Namespaced']));
  return errors;
}

function clientErrors({ url, service }: JsonObject, path: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (service) return ['name', 'namespace'].filter((member) => !service[member]).map((member) => required(`${path}.service.${member}`));
  const form = '; desired format: https://host[/path]';
  if (!URL.canParse(url)) return [required(`${path}.url`, `url must be a valid URL${form}`)];
  const { protocol } = new URL(url);
  if (protocol === 'https:') return [];
  return [invalidValue(`${path}.url`, protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`)];
}

function versionErrors(versions: readonly string[], path: string): FieldError[] {
  const field = `${path}.admissionReviewVersions`;
  if (versions.length === 0) return [required(field, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return [];
  return [invalidValue(field, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)];
}

/** What a policy does, by its own member. */
function policyStrategy(member: 'validations' | 'mutations'): Strategy {
  return {
    caution: 'the embedded cluster evaluates no admission policies: nothing is checked or changed by this one',
    fillIn({ spec }) {
      setDefault(spec, 'failurePolicy', 'Fail');
      if (isObject(spec.matchConstraints)) fillInMatch(spec.matchConstraints);
    },
    validate({ spec }) {
      const errors: FieldError[] = choiceErrors({ failurePolicy: spec.failurePolicy }, 'spec');
      if (!spec.matchConstraints) errors.push(required('spec.matchConstraints'));
      else if (!spec.matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
      for (const [index, rule] of (spec.matchConstraints?.resourceRules ?? []).entries())
        errors.push(...ruleErrors(rule, `spec.matchConstraints.resourceRules[${index}]`));
      return [...errors, ...contentErrors(spec, member)];
    },
  };
}

function contentErrors(spec: JsonObject, member: 'validations' | 'mutations'): FieldError[] {
  if (member === 'mutations') return spec.mutations?.length ? [] : [required('spec.mutations', 'mutations must contain at least one item')];
  if (spec.validations?.length || spec.auditAnnotations?.length) return [];
  const why = 'validations or auditAnnotations must contain at least one item';
  return [required('spec.validations', why), required('spec.auditAnnotations', why)];
}

function bindingStrategy(validating: boolean): Strategy {
  return {
    caution: 'the embedded cluster evaluates no admission policies: nothing is bound by this',
    fillIn({ spec }) {
      if (isObject(spec.matchResources)) fillInMatch(spec.matchResources);
    },
    validate({ spec }) {
      const errors: FieldError[] = [];
      if (!spec.policyName) errors.push(required('spec.policyName'));
      if (!validating) return errors;
      const actions: string[] = spec.validationActions ?? [];
      if (actions.length === 0) errors.push(required('spec.validationActions', 'at least one validation action is required'));
      for (const [index, action] of actions.entries())
        if (!ACTIONS.includes(action)) errors.push(notSupported(`spec.validationActions[${index}]`, action, ACTIONS));
      return errors;
    },
  };
}

/** By their tables. */
export const admissionStrategies: Readonly<Record<string, Strategy>> = {
  [`${GROUP}/validatingwebhookconfigurations`]: webhookStrategy(false),
  [`${GROUP}/mutatingwebhookconfigurations`]: webhookStrategy(true),
  [`${GROUP}/validatingadmissionpolicies`]: policyStrategy('validations'),
  [`${GROUP}/validatingadmissionpolicybindings`]: bindingStrategy(true),
  [`${GROUP}/mutatingadmissionpolicies`]: policyStrategy('mutations'),
  [`${GROUP}/mutatingadmissionpolicybindings`]: bindingStrategy(false),
};
