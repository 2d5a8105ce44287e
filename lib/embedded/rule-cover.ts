/** Whether one set of rules allows all that another does: nobody may give what they don't have. */
import { coversPath, type PolicyRule } from './authorizer.ts';

/** What of the wanted rules the held ones don't allow, one rule for each resource; empty when they allow all. */
export function missingRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  const missing = wanted.flatMap(singleRules).filter((single) => !held.some((rule) => covers(rule, single)));
  const byTarget = new Map<string, PolicyRule>();
  for (const single of missing) {
    const { verbs, ...target } = single;
    const key = JSON.stringify(target);
    const known = byTarget.get(key);
    if (known) known.verbs = [...new Set([...known.verbs, ...verbs])];
    else byTarget.set(key, single);
  }
  return [...byTarget.values()];
}

/** Rules of one verb on one resource each. */
function singleRules({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): PolicyRule[] {
  const singles: PolicyRule[] = [];
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const single = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) singles.push(single);
        for (const name of resourceNames) singles.push({ ...single, resourceNames: [name] });
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) singles.push({ nonResourceURLs: [url], verbs: [verb] });
  return singles;
}

function covers(held: PolicyRule, single: PolicyRule): boolean {
  const verb = includes(held.verbs, single.verbs);
  if (single.nonResourceURLs) {
    return verb && single.nonResourceURLs.every((url) => (held.nonResourceURLs ?? []).some((pattern) => coversPath(pattern, url)));
  }
  const resources = (single.resources ?? []).every((resource) => {
    const [, subresource] = resource.split('/');
    return includes(held.resources, [resource]) || (subresource !== undefined && (held.resources ?? []).includes(`*/${subresource}`));
  });
  const names = !held.resourceNames?.length || (single.resourceNames ?? [''])?.every((name) => held.resourceNames?.includes(name));
  return verb && includes(held.apiGroups, single.apiGroups ?? []) && resources && names;
}

function includes(list: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return list !== undefined && (list.includes('*') || wanted.every((value) => list.includes(value)));
}

/** A rule as the server's messages show it. */
export function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ];
  const shown = parts.filter(([, values]) => values?.length).map(([name, values]) => `${name}:${quotedList(values ?? [])}`);
  return `{${shown.join(', ')}}`;
}

/** Strings as Go's `%q` shows a list of them. */
export function quotedList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}
