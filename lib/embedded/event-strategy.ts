/** What is particular to Events, in both of their groups. */
import { invalidValue, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';

/** Of `events`. */
export const eventStrategy: Strategy = {
  validate({ apiVersion, metadata, involvedObject, eventTime }) {
    if (apiVersion === 'events.k8s.io/v1') return eventTime ? [] : [required('eventTime')];
    const { namespace } = involvedObject ?? {};
    const isThere = namespace === metadata.namespace || (!namespace && metadata.namespace === 'default');
    return isThere ? [] : [invalidValue('involvedObject.namespace', namespace ?? '', 'does not match event.namespace')];
  },
  fields: ({ involvedObject = {}, regarding, reason, type, source, reportingComponent }) => {
    const about = regarding ?? involvedObject;
    return {
      'involvedObject.kind': about.kind ?? '',
      'involvedObject.namespace': about.namespace ?? '',
      'involvedObject.name': about.name ?? '',
      'involvedObject.uid': about.uid ?? '',
      'involvedObject.apiVersion': about.apiVersion ?? '',
      'involvedObject.resourceVersion': about.resourceVersion ?? '',
      'involvedObject.fieldPath': about.fieldPath ?? '',
      reason: reason ?? '',
      type: type ?? '',
      source: source?.component ?? reportingComponent ?? '',
      reportingComponent: reportingComponent ?? '',
    };
  },
};
