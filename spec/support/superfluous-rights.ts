/** Which rights could be taken away without a request being refused that was made. Pure. */
import { ruleAllows } from '../../lib/embedded/authorizer.ts';
import type { ResourceAttributes } from '../../lib/embedded/request-attributes.ts';
import type { NamespacedRule } from '../../lib/schema/placed-rules.ts';

/** A rule of one verb on one resource. */
type Right = NamespacedRule & {
  readonly apiGroups: readonly [string];
  readonly resources: readonly [string];
  readonly verbs: readonly [string];
};

/**
 * The rights of some rules, one by one, as `get pods.` or `patch printers/status.demo.example.com`, without which all that was
 * asked for would still be allowed: nothing asked for it, or another rule allows the same.
 */
export function superfluousRights(rules: readonly NamespacedRule[], asked: readonly ResourceAttributes[]): string[] {
  const rights = rules.flatMap(rightsOf);
  const isNeeded = (right: Right) =>
    asked.some((request) => allows(right, request) && !rights.some((other) => other !== right && allows(other, request)));
  return rights.filter((right) => !isNeeded(right)).map(textOf);
}

/** What was asked for and no rule allows, in the same words. */
export function uncoveredRequests(rules: readonly NamespacedRule[], asked: readonly ResourceAttributes[]): string[] {
  const uncovered = asked.filter((request) => !rules.some((rule) => allows(rule, request)));
  return uncovered.map(({ verb, group, resource, subresource }) => `${verb} ${resource}${subresource && `/${subresource}`}.${group}`);
}

function rightsOf({ apiGroups = [], resources = [], verbs, ...more }: NamespacedRule): Right[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => verbs.map((verb): Right => ({ ...more, apiGroups: [group], resources: [resource], verbs: [verb] }))),
  );
}

function allows({ namespace, verbs, apiGroups, resources, resourceNames }: NamespacedRule, request: ResourceAttributes): boolean {
  if (namespace !== undefined && namespace !== request.namespace) return false;
  const rule = { verbs: [...verbs], apiGroups: [...(apiGroups ?? [])], resources: [...(resources ?? [])] };
  return ruleAllows(resourceNames ? { ...rule, resourceNames: [...resourceNames] } : rule, request);
}

function textOf({ verbs, resources, apiGroups }: Right): string {
  return `${verbs} ${resources}.${apiGroups}`;
}
