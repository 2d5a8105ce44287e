import { expect } from 'chai';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import { scaled, scaleOf } from '../../lib/embedded/scale.ts';

describe('scale', () => {
  const kind = {
    custom: false,
    scale: { specReplicas: ['spec', 'replicas'], statusReplicas: ['status', 'replicas'], selector: ['spec', 'selector'] },
  } as unknown as ResourceKind;
  const object = {
    metadata: { name: 'a', uid: 'u' },
    spec: { replicas: 2, selector: { matchLabels: { x: 'y' } } },
    status: { replicas: 1 },
  };

  it('shows replicas under common names', () => {
    expect(scaleOf(kind, object)).to.deep.include({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'x=y' },
    });
  });

  it('sets them without changing the object', () => {
    expect(scaled(kind, object, { spec: { replicas: 5 } }).spec).to.deep.equal({ ...object.spec, replicas: 5 });
    expect(object.spec.replicas).to.equal(2);
  });

  it('has none where a custom resource says nothing', () => {
    expect(() => scaleOf({ ...kind, custom: true }, { metadata: {}, spec: {} })).to.throw(
      'the spec replicas field ".spec.replicas" does not exist',
    );
  });
});
