/** PersistentVolumeClaims: bound to a volume that fits, or to one made for them; grown when asked. */
import { equal, type JsonObject } from './json.ts';
import { compareQuantities } from './quantity.ts';
import type { WorkloadTools } from './workload-tools.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';

/** Takes a claim one step further. */
export function stepClaim(tools: WorkloadTools, claim: JsonObject): void {
  if (claim.metadata.deletionTimestamp) return;
  const { volumeName } = claim.spec;
  if (!volumeName) return bind(tools, claim);
  const volume = tools.get(VOLUMES, '', volumeName);
  if (!volume) return;
  const wanted = claim.spec.resources.requests.storage;
  if (compareQuantities(volume.spec.capacity.storage, wanted) < 0)
    tools.update(VOLUMES, volume, { spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage: wanted } } });
  const capacity = tools.get(VOLUMES, '', volumeName)?.spec.capacity;
  tools.setStatus(CLAIMS, claim, { phase: 'Bound', accessModes: claim.spec.accessModes, capacity });
  if (volume.status?.phase !== 'Bound') tools.setStatus(VOLUMES, tools.get(VOLUMES, '', volumeName) as JsonObject, { phase: 'Bound' });
}

function bind(tools: WorkloadTools, claim: JsonObject): void {
  const existing = tools.list(VOLUMES).find((volume) => fits(volume, claim));
  const name = existing?.metadata.name ?? `pvc-${claim.metadata.uid}`;
  const { uid, namespace } = claim.metadata;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim.metadata.name, namespace, uid };
  const { accessModes, storageClassName, volumeMode, resources } = claim.spec;
  if (existing) tools.update(VOLUMES, existing, { spec: { ...existing.spec, claimRef } });
  else {
    const capacity = { storage: resources.requests.storage };
    const spec = {
      accessModes,
      capacity,
      claimRef,
      volumeMode,
      persistentVolumeReclaimPolicy: 'Delete',
      hostPath: { path: `/volumes/${name}` },
      ...(storageClassName && { storageClassName }),
    };
    tools.create(VOLUMES, { metadata: { name }, spec });
  }
  tools.update(CLAIMS, claim, { spec: { ...claim.spec, volumeName: name } });
}

function fits({ spec, metadata }: JsonObject, claim: JsonObject): boolean {
  const { claimRef } = spec;
  const isReserved =
    claimRef &&
    !(
      claimRef.name === claim.metadata.name &&
      claimRef.namespace === claim.metadata.namespace &&
      (!claimRef.uid || claimRef.uid === claim.metadata.uid)
    );
  if (isReserved || metadata.deletionTimestamp || (spec.storageClassName ?? '') !== (claim.spec.storageClassName ?? '')) return false;
  const modes: string[] = claim.spec.accessModes;
  const hasModes = modes.every((mode) => spec.accessModes?.includes(mode)) && equal(spec.volumeMode, claim.spec.volumeMode);
  return hasModes && compareQuantities(spec.capacity?.storage ?? '0', claim.spec.resources.requests.storage) >= 0;
}
