import { expect } from 'chai';
import { podStrategy, podTemplateStrategy } from '../../lib/embedded/pod-strategy.ts';

const podOf = (spec: object = {}) => ({ metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'x' }], ...spec } });

describe('podStrategy', () => {
  it('begins a Pod', () => {
    const draft: { spec: object; status?: object } = podOf();
    podStrategy.fillIn?.(draft);
    podStrategy.prepareCreate?.(draft);
    expect(draft.status).to.deep.equal({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(draft.spec).to.include({ restartPolicy: 'Always', serviceAccountName: 'default', enableServiceLinks: true });
  });

  it('lets a status label a Pod, and never disown it', () => {
    const owners = [{ name: 'o' }];
    const draft = { ...podOf(), metadata: { labels: { a: 'b' } }, status: { podIP: '10.0.0.1' } };
    podStrategy.prepareStatus?.(draft, { ...podOf(), metadata: { ownerReferences: owners }, status: { qosClass: 'Burstable' } });
    expect(draft).to.deep.include({
      metadata: { labels: { a: 'b' }, ownerReferences: owners },
      status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], qosClass: 'Burstable' },
    });
  });
});

describe('podTemplateStrategy', () => {
  it('fills in a template, and demands containers of it', () => {
    const draft = { template: podOf() };
    podTemplateStrategy.fillIn?.(draft);
    expect(draft.template.spec).to.include({ restartPolicy: 'Always' });
    expect(podTemplateStrategy.validate?.({ template: { spec: {} } }).map(({ field }) => field)).to.deep.equal([
      'template.spec.containers',
    ]);
  });
});
