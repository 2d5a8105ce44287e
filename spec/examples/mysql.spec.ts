import { expect } from 'chai';
import type { KubernetesObject } from '../../lib/base/object-meta.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { MySQLStage, NASTY_PASSWORD } from '../support/mysql-stage.ts';

const SERVER = (name: string) => [
  `deployment ${name}`,
  `service ${name}`,
  `secret ${name}-passwords`,
  `claim ${name}-data`,
  `volume ${name}.data`,
];
const BACKUPS = (name: string) => [`claim ${name}-backup`, `volume ${name}.backup`];

describeOnBothClusters('examples/mysql', (cluster) => {
  let stage: MySQLStage;

  beforeEach(async function () {
    this.timeout(120_000);
    stage = new MySQLStage(cluster());
    await stage.prepare();
  });
  afterEach(function () {
    return stage.end(this.currentTest?.state === 'failed');
  });

  it('becomes a server with its volumes, and is running when a Job has looked for a backup', async () => {
    await stage.start();
    const { metadata } = await stage.create('db');
    const { status } = await stage.reaches('db', 'running');
    expect(status).to.deep.include({ restore: 'done', storage: '1Gi' });
    expect(status?.conditions[0]).to.include({ type: 'Ready', status: 'True', reason: 'Running' });
    expect(await stage.parts('db')).to.deep.equal([...SERVER('db'), ...BACKUPS('db')]);
    const [job, ...more] = await stage.jobs('restore');
    expect([job?.status?.succeeded, more]).to.deep.equal([1, []]);
    for (const [kind, name] of [
      ['deployment', 'db'],
      ['service', 'db'],
      ['secret', 'db-passwords'],
      ['claim', 'db-data'],
    ] as const)
      expect((await stage.find(kind, name))?.metadata).to.not.have.property('ownerReferences');
    expect((await stage.find('volume', `${stage.namespace}.db.data`))?.spec.hostPath.path).to.contain(`data-${metadata.uid}`);
  }).timeout(120_000);

  it('is backed up at its end, leaves the volume for backups only, and comes back with it', async () => {
    await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    const volume = await stage.find('volume', `${stage.namespace}.db.backup`);
    await stage.client.delete(stage.reference('db'));
    await stage.reaches('db', 'backing up');
    const [backup] = await stage.jobs('backup');
    expect(await stage.jobs('restore')).to.deep.equal([]);
    expect(backup?.spec.template.spec.containers[0].env).to.deep.include({ name: 'FILE', value: 'backup.sql' });
    await stage.gone('db');
    expect(await stage.parts('db')).to.deep.equal(BACKUPS('db'));
    expect(await stage.jobs('backup')).to.deep.equal([]);
    expect(await stage.events('db')).to.include('BackedUp');

    await stage.create('db', { password: 'another' });
    await stage.reaches('db', 'running');
    expect(await stage.jobs('restore')).to.have.length(1);
    expect((await stage.find('volume', `${stage.namespace}.db.backup`))?.metadata.uid).to.equal(volume?.metadata.uid);
  }).timeout(120_000);

  it('grows its claim, and keeps its size where a smaller one is asked for', async () => {
    await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { storage: '2048Mi' } });
    const size = async () => (await stage.find('claim', 'db-data'))?.spec.resources.requests.storage;
    await eventually(async () => (await size()) === '2Gi', { timeoutSeconds: 60 });
    await eventually(async () => (await stage.find('claim', 'db-data'))?.status?.capacity.storage === '2Gi', { timeoutSeconds: 60 });
    expect((await stage.find('volume', `${stage.namespace}.db.data`))?.spec.capacity.storage).to.equal('2Gi');
    await stage.patch('db', { spec: { storage: '500Mi' } });
    await eventually(async () => (await stage.events('db')).includes('StorageNotReduced'), { timeoutSeconds: 60 });
    const { status } = await stage.reaches('db', 'running');
    expect([await size(), status?.storage]).to.deep.equal(['2Gi', '2Gi']);
  }).timeout(120_000);

  it('sets a new password by a Job, whatever is in it, and tells it to nobody', async () => {
    const operator = await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { password: NASTY_PASSWORD } });
    await eventually(async () => (await stage.password('db')) === NASTY_PASSWORD, { timeoutSeconds: 60 });
    await eventually(async () => (await stage.jobs('password')).length === 0, { timeoutSeconds: 60 });
    await stage.reaches('db', 'running');
    expect(await stage.password('db', 'candidates')).to.equal(NASTY_PASSWORD);
    expect(await stage.parts('db')).to.deep.equal([...SERVER('db'), ...BACKUPS('db')]);

    const { items: pods } = await stage.client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace: stage.namespace });
    const { items: events } = await stage.client.list({ apiVersion: 'events.k8s.io/v1', kind: 'Event' });
    const { status } = await stage.client.get(stage.reference('db'));
    const deployment = await stage.find('deployment', 'db');
    const told = JSON.stringify([pods, events, status, deployment, operator.logs]);
    expect(pods.length).to.be.greaterThan(1);
    // Encoded in JSON twice, in base64, or only the part of it that would do harm.
    for (const secret of ['touch /tmp/pwned', Buffer.from(NASTY_PASSWORD).toString('base64'), '"first"', btoa('first')])
      expect(told).to.not.contain(secret);
  }).timeout(120_000);

  it('follows a password that changes again while a Job sets the one before', async () => {
    await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    for (const password of ['second', 'third', 'fourth']) await stage.patch('db', { spec: { password } });
    await eventually(async () => (await stage.password('db', 'candidates')) === 'fourth', { timeoutSeconds: 60 });
    expect(await stage.password('db')).to.equal('fourth');
  }).timeout(120_000);

  it('takes no notice of a Secret that a former one of its name has left', async () => {
    const metadata = { name: 'db-new-password', namespace: stage.namespace, labels: { 'otus.homework/uid': 'former' } };
    await stage.client.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: { password: btoa('former') } } as KubernetesObject);
    await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    expect([await stage.password('db', 'candidates'), await stage.jobs('password')]).to.deep.equal(['first', []]);
  }).timeout(120_000);

  it('puts back what somebody deletes', async () => {
    await stage.start();
    await stage.create('db');
    await stage.reaches('db', 'running');
    const service = await stage.find('service', 'db');
    await stage.client.delete({ apiVersion: 'v1', kind: 'Service', name: 'db', namespace: stage.namespace });
    await eventually(
      async () => {
        const found = await stage.find('service', 'db');
        return found && found.metadata.uid !== service?.metadata.uid;
      },
      { timeoutSeconds: 60 },
    );
    await stage.reaches('db', 'running');
  }).timeout(120_000);

  it('leaves a Deployment of its name that is not its own as it is, also at its end', async () => {
    await stage.start();
    const labels = { app: 'other' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'x' }] } };
    const spec = { selector: { matchLabels: labels }, template };
    const foreign = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'db', namespace: stage.namespace }, spec };
    const { metadata } = await stage.client.create(foreign);
    await stage.create('db');
    await eventually(async () => (await stage.client.get(stage.reference('db'))).status?.error?.includes("isn't ours"), {
      timeoutSeconds: 60,
    });
    await stage.client.delete(stage.reference('db'));
    await stage.gone('db');
    expect((await stage.find('deployment', 'db'))?.metadata.uid).to.equal(metadata.uid);
    expect(await stage.parts('db')).to.deep.equal(['deployment db']);
  }).timeout(120_000);

  it('says that a name is too long, and lets the object go', async () => {
    await stage.start();
    const name = 'a'.repeat(41);
    await stage.create(name);
    await eventually(async () => (await stage.client.get(stage.reference(name))).status?.error?.includes('at most 40'), {
      timeoutSeconds: 60,
    });
    await stage.client.delete(stage.reference(name));
    await stage.gone(name);
  }).timeout(120_000);
});
