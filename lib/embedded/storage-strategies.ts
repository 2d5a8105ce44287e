/** What is particular to claims, volumes and storage classes. */
import type { JsonObject } from './json.ts';
import { setDefault } from './pod-defaults.ts';
import { type FieldError, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

/** Fills in what a claim has, alone or in a StatefulSet. */
export function fillInClaim(claim: JsonObject): void {
  setDefault(claim.spec, 'volumeMode', 'Filesystem');
  claim.status = { phase: 'Pending', ...claim.status };
}

/** Of `persistentvolumeclaims`. */
export const claimStrategy: Strategy = {
  fillIn: fillInClaim,
  validate({ spec }) {
    const errors: FieldError[] = [];
    if (!spec.accessModes?.length) errors.push(required('spec.accessModes', 'at least 1 access mode is required'));
    if (!spec.resources?.requests?.storage) errors.push(required('spec.resources[storage]'));
    return errors;
  },
};

/** Of `persistentvolumes`. */
export const volumeStrategy: Strategy = {
  fillIn(draft) {
    setDefault(draft.spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setDefault(draft.spec, 'volumeMode', 'Filesystem');
    draft.status = { phase: 'Pending', ...draft.status };
  },
};

/** Of `storageclasses`. */
export const storageClassStrategy: Strategy = {
  fillIn(draft) {
    setDefault(draft, 'reclaimPolicy', 'Delete');
    setDefault(draft, 'volumeBindingMode', 'Immediate');
  },
  validate: ({ provisioner }) => (provisioner ? [] : [required('provisioner')]),
};
