/** Roles and bindings: what is filled in, and what is refused. */
import { equal, type JsonObject } from './json.ts';
import { type FieldError, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

const GROUP = 'rbac.authorization.k8s.io';
const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

function roles(namespaced: boolean): Strategy {
  return {
    validate: ({ rules }) => (rules ?? []).flatMap((rule: JsonObject, index: number) => ruleErrors(rule, `rules[${index}]`, namespaced)),
  };
}

function ruleErrors({ verbs, apiGroups, resources, nonResourceURLs }: JsonObject, path: string, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!verbs?.length) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs?.length) {
    const refuse = (why: string) => errors.push(invalidValue(`${path}.nonResourceURLs`, nonResourceURLs, why));
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups?.length || resources?.length) refuse('rules cannot apply to both regular resources and non-resource URLs');
    return errors;
  }
  if (!apiGroups?.length) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!resources?.length) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

function bindings(namespaced: boolean): Strategy {
  return {
    fillIn(draft) {
      draft.roleRef.apiGroup ||= GROUP;
      for (const subject of draft.subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= GROUP;
    },
    validate({ roleRef, subjects }, old) {
      const errors = [
        ...roleRefErrors(roleRef, namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']),
        ...(subjects ?? []).flatMap((subject: JsonObject, index: number) => subjectErrors(subject, `subjects[${index}]`, namespaced)),
      ];
      if (old && !equal(old.roleRef, roleRef)) {
        const { apiGroup, kind, name } = roleRef;
        errors.push(invalidValue('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef'));
      }
      return errors;
    },
  };
}

function roleRefErrors({ apiGroup, kind = '', name }: JsonObject, kinds: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (apiGroup !== GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds));
  if (!name) errors.push(required('roleRef.name'));
  return errors;
}

function subjectErrors({ kind = '', name, namespace, apiGroup = '' }: JsonObject, path: string, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!SUBJECTS.includes(kind)) return [...errors, notSupported(`${path}.kind`, kind, SUBJECTS)];
  const group = kind === 'ServiceAccount' ? '' : GROUP;
  if (apiGroup !== group) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [group]));
  if (kind === 'ServiceAccount' && !namespaced && !namespace) errors.push(required(`${path}.namespace`));
  return errors;
}

/** The strategies by table. */
export const rbacStrategies: Record<string, Strategy> = {
  [`${GROUP}/roles`]: roles(true),
  [`${GROUP}/clusterroles`]: roles(false),
  [`${GROUP}/rolebindings`]: bindings(true),
  [`${GROUP}/clusterrolebindings`]: bindings(false),
};
