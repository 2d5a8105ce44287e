/** What the server serves, said in the old way (lists of groups and resources) and in the aggregated one. */
import type { JsonObject } from './json.ts';
import { apiVersionOf, type ResourceKind } from './resource-kind.ts';

/** What a subresource looks like in discovery. */
interface ListedSubresource {
  name: string;
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
}

function subresourcesOf(kind: ResourceKind): ListedSubresource[] {
  const verbs = ['get', 'patch', 'update'];
  const listed: ListedSubresource[] = [...kind.subresources];
  if (kind.statusSubresource) listed.push({ name: 'status', kind: kind.kind, verbs });
  if (kind.scale) listed.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs });
  return kind.custom ? listed : listed.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** `/api`. */
export function coreVersions(host: string): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }] };
}

/** The order in which the server names its own groups; those of definitions follow. */
const GROUP_ORDER = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
];

function groupRank(name: string): number {
  const index = GROUP_ORDER.indexOf(name);
  return index < 0 ? GROUP_ORDER.length : index;
}

/** The named groups with their versions, the preferred one first. */
function groupsOf(kinds: readonly ResourceKind[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of kinds) {
    if (!group) continue;
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions.sort(compareVersions));
  }
  return new Map([...groups].sort(([left], [right]) => groupRank(left) - groupRank(right)));
}

/** Kubernetes' order of versions: stable ones first, then beta, then alpha; higher numbers first. */
export function compareVersions(left: string, right: string): number {
  const rank = (version: string) => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!match) return undefined;
    return [match[2] ? (match[2] === 'beta' ? 1 : 0) : 2, Number(match[1]), Number(match[3] ?? 0)];
  };
  const [a, b] = [rank(left), rank(right)];
  if (!a || !b) return a ? -1 : b ? 1 : left < right ? -1 : 1;
  for (const [index, value] of a.entries()) if (value !== b[index]) return (b[index] as number) - value;
  return 0;
}

function groupDocument(name: string, versions: readonly string[]): JsonObject {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

/** `/apis`. */
export function groupList(kinds: readonly ResourceKind[]): JsonObject {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groupsOf(kinds)].map(([name, versions]) => groupDocument(name, versions)) };
}

/** `/apis/<group>`, or undefined when there is no such group. */
export function groupOf(kinds: readonly ResourceKind[], name: string): JsonObject | undefined {
  const versions = groupsOf(kinds).get(name);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(name, versions) };
}

/** `/api/v1` or `/apis/<group>/<version>`, or undefined when nothing is served there. */
export function resourceList(kinds: readonly ResourceKind[], group: string, version: string): JsonObject | undefined {
  const found = kinds.filter((kind) => kind.group === group && kind.version === version);
  if (found.length === 0) return undefined;
  const resources = found.flatMap((kind) => [resourceEntry(kind), ...subresourcesOf(kind).map((sub) => subresourceEntry(kind, sub))]);
  if (!group) return { kind: 'APIResourceList', groupVersion: version, resources };
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/${version}`, resources };
}

function resourceEntry(kind: ResourceKind): JsonObject {
  const { plural, singular, namespaced, verbs, shortNames, categories } = kind;
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    storageVersionHash: Buffer.from(kind.table).toString('base64').slice(0, 12),
  };
}

function subresourceEntry({ plural, namespaced }: ResourceKind, { name, kind, group, version, verbs }: ListedSubresource): JsonObject {
  return { name: `${plural}/${name}`, singularName: '', namespaced, ...(group && { group, version }), kind, verbs };
}

/** The aggregated discovery of the core group, or of all others. */
export function aggregatedDiscovery(kinds: readonly ResourceKind[], core: boolean): JsonObject {
  const groups: [string, string[]][] = core ? [['', ['v1']]] : [...groupsOf(kinds)];
  const items = groups.map(([name, versions]) => ({
    metadata: { ...(name && { name }) },
    versions: versions.map((version) => ({
      version,
      resources: kinds.filter((kind) => kind.group === name && kind.version === version).map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function aggregatedResource(kind: ResourceKind): JsonObject {
  const { plural, singular, namespaced, verbs, shortNames, categories } = kind;
  // Of its own kinds the server says the name alone.
  const { group, version } = kind.custom ? kind : { group: '', version: '' };
  const subresources = subresourcesOf(kind).map((sub) => ({
    subresource: sub.name,
    responseKind: { group: sub.group ?? group, version: sub.version ?? version, kind: sub.kind },
    verbs: sub.verbs,
  }));
  return {
    resource: plural,
    responseKind: { group, version, kind: kind.kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

/** The apiVersions that are served, core first. */
export function servedVersions(kinds: readonly ResourceKind[]): string[] {
  return [...new Set(kinds.map(apiVersionOf))].sort();
}
