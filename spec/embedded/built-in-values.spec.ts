import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { UnreadableValue, unreadableRefusal, writtenForm } from '../../lib/embedded/built-in-values.ts';

describe('writtenForm', () => {
  const library = createTypeLibrary();
  const pod = (spec: object) => writtenForm({ spec: { containers: [], ...spec } }, library.get('core.Pod'));

  it('leaves out unknown members and names them', () => {
    const { value, unknown } = pod({ containers: [{ name: 'a', colour: 'red' }], foo: 1 });
    expect(unknown).to.deep.equal(['spec.containers[0].colour', 'spec.foo']);
    expect(value.spec.containers[0]).to.deep.equal({ name: 'a', resources: {} });
  });

  it('leaves out empty values, but not those behind a pointer', () => {
    const { spec } = pod({ hostname: '', hostNetwork: false, tolerations: [], nodeSelector: {}, priority: 0, securityContext: {} }).value;
    expect(spec).to.deep.equal({ containers: [], priority: 0, securityContext: {} });
  });

  it('writes quantities in one way', () => {
    const { spec } = pod({ containers: [{ name: 'a', resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }] }).value;
    expect(spec.containers[0].resources.limits).to.deep.equal({ cpu: '500m', memory: '1Gi' });
  });

  it('writes times in UTC to the second, or to the microsecond', () => {
    expect(
      writtenForm({ metadata: { creationTimestamp: '2026-01-01T02:00:00.5+02:00' } }, library.get('core.ConfigMap')).value.metadata
        .creationTimestamp,
    ).to.equal('2026-01-01T00:00:00Z');
    const lease = { spec: { renewTime: '2026-01-01T00:00:00.123456Z' } };
    expect(writtenForm(lease, library.get('coordination.Lease')).value.spec.renewTime).to.equal('2026-01-01T00:00:00.123456Z');
  });

  it('writes some pointers without a value as null, and one with its default', () => {
    const claim = { spec: { dataSource: { kind: 'A', name: 'a' } } };
    expect(writtenForm(claim, library.get('core.PersistentVolumeClaim')).value.spec.dataSource).to.deep.equal({
      apiGroup: null,
      kind: 'A',
      name: 'a',
    });
    for (const given of [{ port: 1 }, { port: 1, service: null }]) {
      expect(writtenForm(given, library.get('core.GRPCAction')).value).to.deep.equal({ port: 1, service: '' });
    }
  });

  it('says what a member cannot hold, as the server says it', () => {
    expect(() => pod({ containers: 'x' })).to.throw(
      UnreadableValue,
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    );
    expect(() => pod({ activeDeadlineSeconds: '3' })).to.throw('of type int64');
    expect(unreadableRefusal(new UnreadableValue('why'), 'Pod', 'v1').message).to.equal(
      'Pod in version "v1" cannot be handled as a Pod: why',
    );
  });
});
