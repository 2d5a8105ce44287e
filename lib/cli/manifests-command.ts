/**
 * `tskubeop manifests FILE…`: what a cluster needs to run the operator of the classes that the files export, or the hooks of a
 * folder, or both, as YAML or as a folder for kustomize: definitions, account, permissions, Deployment and what surrounds it. The
 * same text for the same classes and hooks, always.
 */
import { stringify } from 'yaml';
import { systemClock } from '../base/clock.ts';
import { UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { KubernetesObject } from '../base/object-meta.ts';
import { wellKnownScope } from '../cluster/well-known-scope.ts';
import { operatorName } from '../operator/operator-name.ts';
import { DEFAULT_STOP_SECONDS } from '../operator/sdk-options.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { checkClasses } from '../resource/crd-class-check.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import { hookRules } from '../schema/hook-rules.ts';
import {
  deploymentManifest,
  hasReplicas,
  type Installation,
  namespaceManifest,
  permissionManifests,
} from '../schema/operator-manifests.ts';
import { joinRules, type PlacedRules } from '../schema/placed-rules.ts';
import { operatorRules, type PermissionDeclaration } from '../schema/policy-rules.ts';
import { disruptionBudgetManifest, serviceManifest, serviceMonitorManifest } from '../schema/service-manifests.ts';
import { type ClassModuleOptions, exportedClasses, exportedOperatorName } from './class-module.ts';
import type { CommandArguments, CommandContext } from './command.ts';
import { writeManifestsFolder } from './manifests-folder.ts';
import { readPermissions } from './permissions-file.ts';

/** The parts that `--only` chooses from, in the order in which they are printed. */
export const MANIFEST_PARTS = ['namespace', 'crd', 'rbac', 'deployment', 'disruption-budget', 'service', 'service-monitor'] as const;

/** One of them. */
type ManifestPart = (typeof MANIFEST_PARTS)[number];

/** A DNS label, as the names of namespaces and of what is in them may be. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What a kubelet could pull: it says more exactly what is wrong with a name, but only when the Pod is there. */
const IMAGE = /^[^\s:@/][^\s]*$/;

/** The class of `tskubeop hooks`. */
const HOOKS_CLASS = 'HooksOperator';

/** What is printed of. */
interface Declared {
  readonly classes: readonly CRDClass[];
  /** What hooks watch, and what somebody has written down. */
  readonly rules: PlacedRules;
}

/** Where hooks are asked. */
type Surroundings = Pick<CommandContext, 'env' | 'clock' | 'signal'>;

/** What is said above permissions that may be too few. */
const UNKNOWN_WRITES =
  '# These permissions let the hooks be told of what they ask for. What they write, by patch files or by kubectl, can not be seen in\n' +
  '# them: give it as a list of rules, as a Role has them, by --permissions FILE.\n';

/**
 * Prints the manifests, or writes them into the folder of `--output`.
 *
 * @throws UsageError a file can't be loaded, a class can't work, or an option is none
 * @throws HookConfigError a hook can't be used
 * @throws FileError the folder can't be written
 */
export async function manifestsCommand(
  { files, options }: CommandArguments,
  output: (text: string) => void,
  moduleOptions: ClassModuleOptions = {},
  surroundings: Surroundings = { env: process.env, clock: systemClock, signal: new AbortController().signal },
): Promise<void> {
  const { hooksDir } = options as { hooksDir?: string };
  if (files.length === 0) checkHooksOnly(options);
  const classes = new Map<string, CRDClass>();
  let operatorClass: string | undefined;
  for (const file of files) {
    for (const type of await exportedClasses(file, moduleOptions)) classes.set(type.name, type as unknown as CRDClass);
    operatorClass ??= await exportedOperatorName(file, moduleOptions);
  }
  const sorted = [...classes.values()].sort((one, other) => (one.PLURAL < other.PLURAL ? -1 : 1));
  if (files.length > 0) checkClasses(sorted);
  const standardName =
    files.length > 0 ? operatorName(operatorClass ?? 'KubernetesOperator', [...classes.values()]) : operatorName(HOOKS_CLASS, []);
  const installation = installationOf(options, standardName);
  const parts = partsOf(options, installation);
  const declared = { classes: sorted, rules: parts.includes('rbac') ? await givenRules(options, surroundings) : new Map() };
  const texts = new Map(parts.map((part) => [part, yamlOf(manifestsOf(part, declared, installation))]));
  const rbac = texts.get('rbac');
  if (options.permissions === undefined && rbac !== undefined) texts.set('rbac', unknownWrites(sorted, hooksDir) + rbac);
  await deliver(texts, options.output as string | undefined, output);
}

/** What can't be seen of what handlers and hooks write, said where somebody reads what they may do. */
function unknownWrites(classes: readonly CRDClass[], hooksDir: string | undefined): string {
  const silent = classes.filter(({ OWNS = [], PERMISSIONS = [] }) => OWNS.length + PERMISSIONS.length === 0).map(({ KIND }) => KIND);
  const ofClasses = silent.map(
    (kind) => `# ${kind} has neither OWNS nor PERMISSIONS: its handlers may write nothing but its own objects.\n`,
  );
  return ofClasses.join('') + (hooksDir === undefined ? '' : UNKNOWN_WRITES);
}

function yamlOf(manifests: readonly KubernetesObject[]): string {
  return manifests.map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}

async function deliver(texts: ReadonlyMap<string, string>, folder: string | undefined, output: (text: string) => void): Promise<void> {
  const parts = new Map([...texts].filter(([, text]) => text !== ''));
  if (folder === undefined) return output([...parts.values()].join('---\n'));
  const files = await writeManifestsFolder(folder, parts);
  output(`${folder}: ${files.join(', ')}\n`);
}

/** What concerns classes has no meaning where there are none. */
function checkHooksOnly({ hooksDir, createCrd, scope }: CommandArguments['options']): void {
  if (hooksDir === undefined) throw new UsageError('manifests needs a file, or a folder of hooks by --hooks-dir');
  if (createCrd === true) throw new UsageError('--create-crd is for classes: name their file');
  if (scope === 'namespaced')
    throw new UsageError('--scope is for classes: each binding of a hook says itself in which namespaces it watches');
}

/** hooks, and what reads them, are loaded only where there are some. */
async function givenRules({ hooksDir, permissions }: CommandArguments['options'], surroundings: Surroundings): Promise<PlacedRules> {
  const given: PlacedRules[] = [];
  if (hooksDir !== undefined) {
    const { hookWatches } = await import('./hook-watches.ts');
    given.push(hookRules(await hookWatches(hooksDir as string, surroundings), { isClusterKind }));
  }
  if (permissions !== undefined) given.push(await readPermissions(permissions as string));
  return joinRules(...given);
}

function isClusterKind(kind: string): boolean {
  return wellKnownScope(kind) === 'Cluster';
}

function manifestsOf(part: ManifestPart, { classes, rules: placed }: Declared, installation: Installation): KubernetesObject[] {
  switch (part) {
    case 'namespace':
      return [namespaceManifest(installation)];
    case 'crd':
      return classes.map(customResourceDefinitionOf) as KubernetesObject[];
    case 'rbac': {
      const declarations = classes as unknown as PermissionDeclaration[];
      // Hooks alone post no Events.
      const none = { namespaced: [], cluster: [] };
      const options = { createCrd: installation.createCrd, isClusterKind, given: [...placed.values()].flat() };
      const rules = classes.length > 0 ? operatorRules(declarations, options) : none;
      return permissionManifests(installation, rules, placed);
    }
    case 'deployment':
      return [deploymentManifest(installation)];
    case 'disruption-budget':
      return [disruptionBudgetManifest(installation)];
    case 'service':
      return [serviceManifest(installation)];
    case 'service-monitor':
      return [serviceMonitorManifest(installation)];
  }
}

/** What `--only` names, else what is wanted: all that has to be there, and what was asked for. */
function partsOf(options: CommandArguments['options'], installation: Installation): ManifestPart[] {
  const only = ((options.only ?? []) as readonly string[]).flatMap((text) => text.split(',')).map((text) => text.trim());
  for (const part of only) {
    if (!(MANIFEST_PARTS as readonly string[]).includes(part))
      throw new UsageError(`--only: ${JSON.stringify(part)} is none of ${MANIFEST_PARTS.join(', ')}${didYouMean(part, MANIFEST_PARTS)}`);
  }
  if (only.length > 0) return MANIFEST_PARTS.filter((part) => only.includes(part));
  return MANIFEST_PARTS.filter((part) => isWanted(part, options, installation));
}

/** The namespace mostly is there; definitions may be the operator's to create; a single replica has nothing to be kept. */
function isWanted(part: ManifestPart, options: CommandArguments['options'], installation: Installation): boolean {
  switch (part) {
    case 'namespace':
      return options.createNamespace === true;
    case 'crd':
      return !installation.createCrd;
    case 'disruption-budget':
      return hasReplicas(installation);
    case 'service':
      return options.service === true || options.serviceMonitor === true;
    case 'service-monitor':
      return options.serviceMonitor === true;
    default:
      return true;
  }
}

function installationOf(options: CommandArguments['options'], defaultName: string): Installation {
  const namespaces = (options.namespace ?? []) as readonly string[];
  if (namespaces.length > 1) throw new UsageError(`--namespace: an operator runs in one namespace, not in ${namespaces.join(' and ')}`);
  const name = (options.name as string | undefined) ?? defaultName;
  if (!LABEL.test(name)) throw new UsageError(`--name must be at most 63 lower-case letters, digits and '-', not ${JSON.stringify(name)}`);
  const image = (options.image as string | undefined) ?? `${name}:latest`;
  if (!IMAGE.test(image)) throw new UsageError(`--image must be such as registry.example.com/printer:1, not ${JSON.stringify(image)}`);
  return {
    name,
    namespace: namespaces[0] ?? 'default',
    image,
    namespacedScope: options.scope === 'namespaced',
    createCrd: options.createCrd === true,
    leaderElect: options.leaderElect === true,
    shards: options.shards === true,
    stopSeconds: (options.stopSeconds as number | undefined) ?? DEFAULT_STOP_SECONDS,
    args: (options.arg ?? []) as readonly string[],
    hooks: options.hooksDir !== undefined,
  };
}
