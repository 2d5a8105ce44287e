import * as example from '../../examples/mysql/mysql.ts';
import type { ObjectMeta } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { MySQLStage } from '../support/mysql-stage.ts';

describeOnBothClusters('the permissions of examples/mysql', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let stage: MySQLStage;

  beforeEach(async function () {
    this.timeout(120_000);
    stage = new MySQLStage(cluster());
    await stage.prepare();
  });
  afterEach(async function () {
    await stage.end(this.currentTest?.state === 'failed');
  });

  it('are all that a whole life needs, and each of them', async () => {
    const operator = await stage.start({ kubeConfig: account.cluster.kubeConfig });
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { password: 'second', storage: '2Gi' } });
    await eventually(async () => (await stage.password('db', 'candidates')) === 'second', { timeoutSeconds: 60 });
    await eventually(async () => (await stage.find('claim', 'db-data'))?.status?.capacity.storage === '2Gi', { timeoutSeconds: 60 });
    await stage.reaches('db', 'running');
    await stage.client.delete(stage.reference('db'));
    await stage.gone('db');
    await eventually(async () => (await stage.events('db')).includes('BackedUp'));
    const create = (_: unknown, { name = '', ...metadata }: ObjectMeta) => stage.create(name, {}, metadata);
    await account.rareDay({ operator, namespace: stage.namespace, create }, example.MySQL as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);
});
