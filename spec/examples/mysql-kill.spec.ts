import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { MySQLStage } from '../support/mysql-stage.ts';
import { WriteProxy } from '../support/write-proxy.ts';

/** More than a whole life needs: who has not come to an end by then goes round in a circle. */
const MOST_WRITES = 60;

describeOnBothClusters('examples/mysql, killed after each of its writes', (cluster) => {
  let stage: MySQLStage;
  let proxy: WriteProxy;

  beforeEach(async function () {
    this.timeout(120_000);
    stage = new MySQLStage(cluster());
    await stage.prepare();
    proxy = await WriteProxy.start(cluster());
  });
  afterEach(async function () {
    await stage.end(this.currentTest?.state === 'failed');
    if (this.currentTest?.state === 'failed') process.stderr.write(`${proxy.writes.join('\n')}\n`);
    await proxy.stop();
  });

  /** Starts an operator for one write, kills it, and so on until there is nothing left to write. */
  async function step(isOver: () => Promise<boolean>): Promise<number> {
    for (let count = 0; count < MOST_WRITES; count++) {
      const written = proxy.allow(1);
      const operator = await stage.start({ kubeConfig: proxy.kubeConfig });
      const looking = new AbortController();
      const over = eventually(isOver, { timeoutSeconds: 60, signal: looking.signal });
      over.catch(() => undefined);
      await Promise.race([written, over]);
      looking.abort();
      await operator.kill();
      if (await isOver()) return count;
    }
    throw new Error(`not over after ${MOST_WRITES} writes`);
  }

  const statusOf = async () => (await stage.client.find(stage.reference('db')))?.status;
  const isRunning = async () => (await statusOf())?.state === 'running';

  it('comes to the same end, step by step', async () => {
    await stage.create('db');
    const creation = await step(isRunning);
    expect(await stage.jobs('restore')).to.have.length(1);
    const parts = await stage.parts('db');
    expect(parts).to.have.length(7);

    await stage.patch('db', { spec: { password: 'second', storage: '2Gi' } });
    const change = await step(
      async () => (await stage.password('db', 'candidates')) === 'second' && !(await stage.find('secret', 'db-new-password')),
    );
    proxy.open();
    const operator = await stage.start({ kubeConfig: proxy.kubeConfig });
    await stage.reaches('db', 'running');
    await operator.kill();
    expect((await stage.find('claim', 'db-data'))?.spec.resources.requests.storage).to.equal('2Gi');
    expect(await stage.password('db')).to.equal('second');
    expect(await stage.jobs('restore')).to.have.length(1);
    expect(await stage.parts('db')).to.deep.equal(parts);

    await stage.client.delete(stage.reference('db'));
    const deletion = await step(async () => (await stage.client.find(stage.reference('db'))) === undefined);
    expect(await stage.parts('db')).to.deep.equal(['claim db-backup', 'volume db.backup']);
    expect([...(await stage.jobs('restore')), ...(await stage.jobs('backup'))]).to.deep.equal([]);
    // One backup, and not one of what was left after the first.
    expect(proxy.writes.filter((write) => write.startsWith('PATCH') && /jobs\/db-backup-/.test(write))).to.have.length(1);
    expect([creation > 8, change > 4, deletion > 6], `${creation} ${change} ${deletion}`).to.deep.equal([true, true, true]);
  }).timeout(240_000);
});
