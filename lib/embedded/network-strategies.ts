/** What is particular to Services and NetworkPolicies. */
import { setDefault } from './pod-defaults.ts';
import { duplicate, type FieldError, invalidValue, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

/** Of `services`; their addresses are ServiceAddresses' to give. */
export const serviceStrategy: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'sessionAffinity', 'None');
    setDefault(spec, 'type', 'ClusterIP');
    for (const port of spec.ports ?? []) {
      setDefault(port, 'protocol', 'TCP');
      setDefault(port, 'targetPort', port.port);
    }
    if (spec.type !== 'ExternalName') setDefault(spec, 'internalTrafficPolicy', 'Cluster');
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') setDefault(spec, 'externalTrafficPolicy', 'Cluster');
    if (spec.type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  },
  prepareUpdate(draft, old) {
    for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
      if (old.spec[name] !== undefined) setDefault(draft.spec, name, old.spec[name]);
  },
  validate({ spec }, old) {
    const errors: FieldError[] = [];
    if (spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && !spec.ports?.length) errors.push(required('spec.ports'));
    const names = new Set<string>();
    for (const [index, { name }] of (spec.ports ?? []).entries()) {
      if (name && names.has(name)) errors.push(duplicate(`spec.ports[${index}].name`, name));
      names.add(name);
    }
    if (old && spec.type !== 'ExternalName' && old.spec.clusterIP && spec.clusterIP !== old.spec.clusterIP) {
      errors.push(invalidValue('spec.clusterIPs[0]', [spec.clusterIP], 'may not change once set'));
    }
    return errors;
  },
};

/** Of `networkpolicies`. */
export const networkPolicyStrategy: Strategy = {
  fillIn({ spec = {} }) {
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) setDefault(port, 'protocol', 'TCP');
    if (!spec.policyTypes) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
};
