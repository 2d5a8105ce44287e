/** Several replicas of one operator, of which one works at a time. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('leader election', (cluster) => {
  const stage = useStage(cluster);
  let leaseName: string;
  let calls: { by: string; call: string }[];
  beforeEach(() => {
    leaseName = `spec-${randomBytes(4).toString('hex')}`;
    calls = [];
  });

  /** A replica's class: it notes who called what, in a ledger outside of the operators. */
  function noting(by: string): CRDClass {
    return class extends Thing {
      async ensureCreated() {
        calls.push({ by, call: `created ${this.metadata.name}` });
        this.status = { step: by };
      }
      async ensureModified() {
        calls.push({ by, call: `modified ${this.metadata.name}` });
        this.status = { step: by };
      }
    } as CRDClass;
  }

  const start = (by: string, type = noting(by)) =>
    stage.start(type, { args: ['--namespace', stage.namespace, '--leader-elect', '--lease-name', leaseName] });
  const leads = (operator: TestOperator) => eventually(() => operator.running.isLeading, { timeoutSeconds: 60 });
  const handledBy = (name: string, by: string) =>
    stage.until(Thing as CRDClass, name, ({ status }) => (status as { step?: string }).step === by, 25);

  it('lets one replica work, and the other take over at once when it stops', async function () {
    this.timeout(120_000);
    const first = await start('first');
    await leads(first);
    const second = await start('second');
    await stage.create(Thing as CRDClass, 'a', { spec: { size: 1 } });
    await handledBy('a', 'first');
    expect(second.running.isLeading).to.equal(false);
    await first.stop();
    await stage.patch(Thing as CRDClass, 'a', { spec: { size: 2 } });
    await handledBy('a', 'second');
    expect(calls).to.deep.equal([
      { by: 'first', call: 'created a' },
      { by: 'second', call: 'modified a' },
    ]);
  });

  it('hands over when the leader dies, within the lease’s time', async function () {
    this.timeout(120_000);
    const first = await start('first');
    await leads(first);
    const second = await start('second');
    await first.kill();
    await stage.create(Thing as CRDClass, 'a');
    await handledBy('a', 'second');
    expect(second.running.isLeading).to.equal(true);
  });

  it('ends a handler that the leader’s successor would overlap, and refuses what it writes', async function () {
    this.timeout(120_000);
    const release = Promise.withResolvers<void>();
    let late: unknown;
    const type = class extends Thing {
      async ensureCreated() {
        calls.push({ by: 'first', call: 'created a' });
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
        calls.push({ by: 'first', call: 'aborted' });
        await release.promise;
        late = await this.setStatus({ step: 'late' }).catch((error: unknown) => error);
      }
    } as CRDClass;
    const first = await start('first', type);
    await leads(first);
    await stage.create(Thing as CRDClass, 'a');
    await eventually(() => calls.length === 1);
    // Another name in the lease is how a leader learns that it was declared dead.
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: leaseName, namespace: 'default' };
    await stage.client.mergePatch(lease, { spec: { holderIdentity: 'somebody-else' } });
    await eventually(() => calls.length === 2, { timeoutSeconds: 60 });
    release.resolve();
    await eventually(() => late);
    expect((late as { code?: string }).code).to.equal('LEADERSHIP_LOST');
    expect((await stage.get(Thing as CRDClass, 'a')).status ?? {}).to.deep.equal({});
  });
});
