/** What is particular to Pods: their defaults, how they begin, what their status may touch, and their selectable fields. */
import { podErrors, templateErrors } from './pod-checks.ts';
import { fillInPodSpec, qosClassOf, setDefault } from './pod-defaults.ts';
import type { Strategy } from './resource-kind.ts';

/** Of `pods`. */
export const podStrategy: Strategy = {
  fillIn({ spec }) {
    fillInPodSpec(spec);
    setDefault(spec, 'enableServiceLinks', true);
  },
  prepareCreate(draft) {
    setDefault(draft.spec, 'serviceAccountName', 'default');
    draft.spec.serviceAccount = draft.spec.serviceAccountName;
    setDefault(draft.spec, 'tolerations', [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ]);
    draft.status = { phase: 'Pending', qosClass: qosClassOf(draft.spec) };
  },
  prepareStatus(draft, old) {
    // A node may label its Pods, and never disown them.
    if (old.metadata.ownerReferences) draft.metadata.ownerReferences = old.metadata.ownerReferences;
    else delete draft.metadata.ownerReferences;
    const { status } = draft;
    if (old.status?.qosClass) setDefault(status, 'qosClass', old.status.qosClass);
    if (status.podIP && !status.podIPs?.length) status.podIPs = [{ ip: status.podIP }];
  },
  validate: podErrors,
  fields: ({ spec, status }) => ({
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  }),
};

/** Of `podtemplates`. */
export const podTemplateStrategy: Strategy = {
  fillIn({ template }) {
    if (template?.spec) fillInPodSpec(template.spec);
  },
  validate: ({ template }) => templateErrors(template, 'template'),
};
