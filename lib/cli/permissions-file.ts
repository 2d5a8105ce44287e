/**
 * Permissions that somebody has written down, since nothing declares them: a YAML or JSON list of rules as a Role has them, or such
 * a Role. A rule with `namespace` counts there only.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { FileError, messageOf } from '../base/errors.ts';
import { KUBERNETES_YAML } from '../base/kubernetes-yaml.ts';
import { isObject, shapeProblems, type ValueShape } from '../hooks/value-shape.ts';
import { type NamespacedRule, type PlacedRules, placeRules } from '../schema/placed-rules.ts';

const texts = { type: 'list', items: { type: 'string' }, atLeast: 1 } as const satisfies ValueShape;

const RULES: ValueShape = {
  type: 'list',
  items: {
    type: 'object',
    required: ['verbs'],
    keys: { apiGroups: texts, resources: texts, resourceNames: texts, nonResourceURLs: texts, verbs: texts, namespace: { type: 'string' } },
  },
};

/**
 * Reads a file of permissions.
 *
 * @throws FileError it can't be read, or is something else
 */
export async function readPermissions(file: string): Promise<PlacedRules> {
  return placeRules(await rulesOf(file));
}

async function rulesOf(file: string): Promise<NamespacedRule[]> {
  let value: unknown;
  try {
    value = parse(await readFile(file, 'utf8'), KUBERNETES_YAML);
  } catch (error) {
    throw new FileError(`${file} can't be read as YAML: ${messageOf(error)}`, { cause: error });
  }
  const rules = isObject(value) ? value.rules : value;
  const problems = shapeProblems(rules, RULES, 'rules');
  if (problems.length > 0) throw new FileError(`${file}: ${problems.join('; ')}`);
  return rules as NamespacedRule[];
}
