/**
 * `tskubeop manifests FILE…`: what a cluster needs to run the operator of the classes that the files export, as YAML: definitions,
 * account, permissions and Deployment. The same text for the same classes, always.
 */
import { stringify } from 'yaml';
import { UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { KubernetesObject } from '../base/object-meta.ts';
import { wellKnownScope } from '../cluster/well-known-scope.ts';
import { operatorName } from '../operator/operator-name.ts';
import { DEFAULT_STOP_SECONDS } from '../operator/sdk-options.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { checkClasses } from '../resource/crd-class-check.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import { deploymentManifest, type Installation, namespaceManifest, permissionManifests } from '../schema/operator-manifests.ts';
import { operatorRules, type PermissionDeclaration } from '../schema/policy-rules.ts';
import { type ClassModuleOptions, exportedClasses, exportedOperatorName } from './class-module.ts';
import type { CommandArguments } from './command.ts';

/** The parts that `--only` chooses from, in the order in which they are printed. */
export const MANIFEST_PARTS = ['namespace', 'crd', 'rbac', 'deployment'] as const;

/** One of them. */
type ManifestPart = (typeof MANIFEST_PARTS)[number];

/** A DNS label, as the names of namespaces and of what is in them may be. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Prints the manifests.
 *
 * @throws UsageError a file can't be loaded, a class can't work, or an option is none
 */
export async function manifestsCommand(
  { files, options }: CommandArguments,
  output: (text: string) => void,
  moduleOptions: ClassModuleOptions = {},
): Promise<void> {
  const classes = new Map<string, CRDClass>();
  let operatorClass: string | undefined;
  for (const file of files) {
    for (const type of await exportedClasses(file, moduleOptions)) classes.set(type.name, type as unknown as CRDClass);
    operatorClass ??= await exportedOperatorName(file, moduleOptions);
  }
  const sorted = [...classes.values()].sort((one, other) => (one.PLURAL < other.PLURAL ? -1 : 1));
  checkClasses(sorted);
  const installation = installationOf(options, operatorName(operatorClass ?? 'KubernetesOperator', [...classes.values()]));
  const manifests = partsOf(options, installation).flatMap((part) => manifestsOf(part, sorted, installation));
  output(manifests.map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n'));
}

function manifestsOf(part: ManifestPart, classes: readonly CRDClass[], installation: Installation): KubernetesObject[] {
  switch (part) {
    case 'namespace':
      return [namespaceManifest(installation)];
    case 'crd':
      return classes.map(customResourceDefinitionOf) as KubernetesObject[];
    case 'rbac': {
      const isClusterKind = (kind: string) => wellKnownScope(kind) === 'Cluster';
      const rules = operatorRules(classes as unknown as PermissionDeclaration[], { createCrd: installation.createCrd, isClusterKind });
      return permissionManifests(installation, rules);
    }
    case 'deployment':
      return [deploymentManifest(installation)];
  }
}

/** All but the namespace, which mostly is there, and the definitions, where the operator creates them. */
function partsOf(options: CommandArguments['options'], { createCrd }: Installation): ManifestPart[] {
  const only = ((options.only ?? []) as readonly string[]).flatMap((text) => text.split(',')).map((text) => text.trim());
  for (const part of only) {
    if (!(MANIFEST_PARTS as readonly string[]).includes(part))
      throw new UsageError(`--only: ${JSON.stringify(part)} is none of ${MANIFEST_PARTS.join(', ')}${didYouMean(part, MANIFEST_PARTS)}`);
  }
  if (only.length > 0) return MANIFEST_PARTS.filter((part) => only.includes(part));
  return MANIFEST_PARTS.filter((part) => (part === 'namespace' ? options.createNamespace === true : part !== 'crd' || !createCrd));
}

function installationOf(options: CommandArguments['options'], defaultName: string): Installation {
  const namespaces = (options.namespace ?? []) as readonly string[];
  if (namespaces.length > 1) throw new UsageError(`--namespace: an operator runs in one namespace, not in ${namespaces.join(' and ')}`);
  const name = (options.name as string | undefined) ?? defaultName;
  if (!LABEL.test(name)) throw new UsageError(`--name must be at most 63 lower-case letters, digits and '-', not ${JSON.stringify(name)}`);
  return {
    name,
    namespace: namespaces[0] ?? 'default',
    image: (options.image as string | undefined) ?? `${name}:latest`,
    namespacedScope: options.scope === 'namespaced',
    createCrd: options.createCrd === true,
    leaderElect: options.leaderElect === true,
    stopSeconds: (options.stopSeconds as number | undefined) ?? DEFAULT_STOP_SECONDS,
    args: (options.arg ?? []) as readonly string[],
  };
}
