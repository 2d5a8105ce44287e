import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { fillInPodSpec, qosClassOf, setDefault } from '../../lib/embedded/pod-defaults.ts';

describe('fillInPodSpec', () => {
  const filled = (spec: JsonObject) => {
    const copy: JsonObject = { containers: [], ...spec };
    fillInPodSpec(copy);
    return copy;
  };

  it('sets what a Pod starts with', () => {
    expect(filled({})).to.include({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
    });
    expect(filled({ restartPolicy: 'Never' })).to.include({ restartPolicy: 'Never' });
  });

  it('pulls what may have changed always, else when it is missing', () => {
    const policies = ['a', 'a:latest', 'a:1', 'host:5000/a', 'a@sha256:0'].map(
      (image) => filled({ containers: [{ image }] }).containers[0].imagePullPolicy,
    );
    expect(policies).to.deep.equal(['Always', 'Always', 'IfNotPresent', 'Always', 'IfNotPresent']);
  });

  it('requests what is limited', () => {
    expect(
      filled({ containers: [{ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } }] }).containers[0].resources,
    ).to.deep.include({ requests: { cpu: '500m', memory: '1Gi' } });
  });

  it('fills in volumes, ports and probes', () => {
    const { containers, volumes } = filled({
      containers: [{ ports: [{ containerPort: 1 }], livenessProbe: { httpGet: { port: 1 } } }],
      volumes: [{ name: 'a' }, { name: 'b', secret: {} }],
    });
    expect(volumes).to.deep.equal([
      { name: 'a', emptyDir: {} },
      { name: 'b', secret: { defaultMode: 420 } },
    ]);
    expect(containers[0].ports).to.deep.equal([{ containerPort: 1, protocol: 'TCP' }]);
    expect(containers[0].livenessProbe).to.deep.include({ periodSeconds: 10, httpGet: { port: 1, path: '/', scheme: 'HTTP' } });
  });
});

describe('qosClassOf', () => {
  const classOf = (resources: object) => qosClassOf({ containers: [{ resources }] });
  const both = { cpu: '1', memory: '1Gi' };
  it('follows requests and limits', () => {
    expect([classOf({}), classOf({ requests: { cpu: '1' } }), classOf({ requests: both, limits: both })]).to.deep.equal([
      'BestEffort',
      'Burstable',
      'Guaranteed',
    ]);
  });
});

describe('setDefault', () => {
  it('sets what is missing or empty only', () => {
    const object = { a: 0, b: '' };
    setDefault(object, 'a', 1);
    setDefault(object, 'b', 'x');
    expect(object).to.deep.equal({ a: 0, b: 'x' });
  });
});
