import { expect } from 'chai';
import { KUBERNETES_EVENT_ADDED, KUBERNETES_EVENT_DELETED, KUBERNETES_EVENT_MODIFIED } from '../../lib/resource/event-names.ts';

describe('the names of watch events', () => {
  it('are those of the API server', () => {
    expect([KUBERNETES_EVENT_ADDED, KUBERNETES_EVENT_MODIFIED, KUBERNETES_EVENT_DELETED]).to.deep.equal(['ADDED', 'MODIFIED', 'DELETED']);
  });
});
