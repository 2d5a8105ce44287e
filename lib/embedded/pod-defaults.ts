/** What the server fills in where a Pod, or a template of one, says nothing. */
import { isObject, type JsonObject } from './json.ts';

/** Sets a member that is missing. */
export function setDefault(object: JsonObject, name: string, value: unknown): void {
  if (object[name] === undefined || object[name] === null || object[name] === '') object[name] = value;
}

/** Fills in a PodSpec. */
export function fillInPodSpec(spec: JsonObject): void {
  setDefault(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  setDefault(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'schedulerName', 'default-scheduler');
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])])
    fillInContainer(container, spec);
  for (const volume of spec.volumes ?? []) fillInVolume(volume);
}

function fillInContainer(container: JsonObject, spec: JsonObject): void {
  setDefault(container, 'terminationMessagePath', '/dev/termination-log');
  setDefault(container, 'terminationMessagePolicy', 'File');
  setDefault(container, 'imagePullPolicy', isLatest(container.image ?? '') ? 'Always' : 'IfNotPresent');
  setDefault(container, 'resources', {});
  for (const port of container.ports ?? []) {
    setDefault(port, 'protocol', 'TCP');
    if (spec.hostNetwork) setDefault(port, 'hostPort', port.containerPort);
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) if (isObject(container[name])) fillInProbe(container[name]);
  for (const variable of container.env ?? []) if (variable.valueFrom?.fieldRef) setDefault(variable.valueFrom.fieldRef, 'apiVersion', 'v1');
  // What is limited and not requested is requested as limited.
  const { limits, requests } = container.resources;
  if (isObject(limits)) container.resources.requests = { ...limits, ...requests };
}

function isLatest(image: string): boolean {
  const name = image.split('/').pop() ?? '';
  return !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
}

function fillInProbe(probe: JsonObject): void {
  setDefault(probe, 'timeoutSeconds', 1);
  setDefault(probe, 'periodSeconds', 10);
  setDefault(probe, 'successThreshold', 1);
  setDefault(probe, 'failureThreshold', 3);
  if (probe.httpGet) {
    setDefault(probe.httpGet, 'path', '/');
    setDefault(probe.httpGet, 'scheme', 'HTTP');
  }
}

const FILE_MODE = 0o644;
const VOLUMES_WITH_MODE = ['secret', 'configMap', 'downwardAPI', 'projected'];
const VOLUME_SOURCES = new Set(['name']);

function fillInVolume(volume: JsonObject): void {
  if (Object.keys(volume).every((name) => VOLUME_SOURCES.has(name))) volume.emptyDir = {};
  for (const name of VOLUMES_WITH_MODE) if (isObject(volume[name])) setDefault(volume[name], 'defaultMode', FILE_MODE);
  if (isObject(volume.hostPath) && volume.hostPath.type === undefined) volume.hostPath.type = '';
  for (const source of volume.projected?.sources ?? []) {
    if (source.serviceAccountToken) setDefault(source.serviceAccountToken, 'expirationSeconds', 3600);
    for (const item of source.downwardAPI?.items ?? []) if (item.fieldRef) setDefault(item.fieldRef, 'apiVersion', 'v1');
  }
}

/** The quality of service class of a Pod. */
export function qosClassOf(spec: JsonObject): string {
  const containers: JsonObject[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const sizes = (container: JsonObject, part: string) =>
    Object.keys(container.resources?.[part] ?? {}).filter((name) => name === 'cpu' || name === 'memory');
  if (containers.every((container) => sizes(container, 'limits').length === 0 && sizes(container, 'requests').length === 0))
    return 'BestEffort';
  const guaranteed = containers.every((container) => {
    const { limits = {}, requests = {} } = container.resources ?? {};
    return ['cpu', 'memory'].every((name) => limits[name] !== undefined && limits[name] === requests[name]);
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
