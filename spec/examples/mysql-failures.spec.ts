import { expect } from 'chai';
import { MySQL } from '../../examples/mysql/mysql.ts';
import type { Role } from '../../examples/mysql/names.ts';
import type { UntypedObject } from '../../lib/base/object-meta.ts';
import type { ManifestValues } from '../../lib/resource/manifest-template.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { MySQLStage } from '../support/mysql-stage.ts';

/** What the Jobs of a role get. */
type Trouble = { [role in Role]?: object };

/** No node has it: the Pods never run, so that the Job reaches its deadline. */
const FAILING = { activeDeadlineSeconds: 1, template: { spec: { nodeSelector: { nowhere: 'true' } } } };
/** The clock of a suspended Job doesn't run. */
const HANGING = { suspend: true };

/** The MySQL, but for what happens to its Jobs. */
function troubled(trouble: Trouble): typeof MySQL {
  class Troubled extends MySQL {
    override manifests(file: string | URL, values?: ManifestValues): UntypedObject[] {
      const manifests = super.manifests(file, values);
      const role = String(file).replace('-job.yaml', '') as Role;
      const { template, ...more } = (trouble[role] ?? {}) as { template?: { spec: object } };
      for (const { kind, spec } of manifests) {
        if (kind !== 'Job') continue;
        // Whoever waits has little patience here; Jobs that are well have all the time that they need.
        Object.assign(spec, { activeDeadlineSeconds: 60 }, more);
        if (template) Object.assign(spec.template.spec, template.spec);
      }
      return manifests;
    }
  }
  return Troubled;
}

describeOnBothClusters('examples/mysql, when something goes wrong', (cluster) => {
  let stage: MySQLStage;

  beforeEach(async function () {
    this.timeout(120_000);
    stage = new MySQLStage(cluster());
    await stage.prepare();
  });
  afterEach(function () {
    return stage.end(this.currentTest?.state === 'failed');
  });

  const start = (trouble: Trouble) => stage.start({ type: troubled(trouble), args: ['--job-seconds', '1', '--retry-seconds', '1'] });
  const remove = (propagationPolicy: 'Foreground' | 'Background' = 'Background') =>
    stage.client.delete(stage.reference('db'), { propagationPolicy });
  const told = (reason: string, regarding = 'db') =>
    eventually(async () => (await stage.events(regarding)).includes(reason), { timeoutSeconds: 60 });
  const skipBackup = () => stage.patch('db', { metadata: { annotations: { 'otus.homework/skip-backup': 'true' } } });

  it('a restoration that fails is shown, and tried again when its Job is deleted', async () => {
    const trouble: Trouble = { restore: FAILING };
    await start(trouble);
    await stage.create('db');
    const { status } = await stage.reaches('db', 'restore failed');
    expect(status).to.deep.include({ restore: 'begun' });
    expect(status?.conditions[0]).to.include({ status: 'False', reason: 'RestoreFailed' });
    expect(status?.conditions[0].message).to.contain('DeadlineExceeded');
    await told('RestoreFailed');
    delete trouble.restore;
    const [job] = await stage.jobs('restore');
    if (job)
      await stage.client.delete(
        { apiVersion: 'batch/v1', kind: 'Job', name: job.metadata.name, namespace: stage.namespace },
        { propagationPolicy: 'Background' },
      );
    expect((await stage.reaches('db', 'running')).status).to.include({ restore: 'done' });
  }).timeout(120_000);

  it('what was never restored is backed up beside the backup, not in its place', async () => {
    await start({ restore: FAILING });
    const { metadata } = await stage.create('db');
    await stage.reaches('db', 'restore failed');
    await remove();
    const [job] = await eventually(
      async () => {
        const jobs = await stage.jobs('backup');
        return jobs.length > 0 && jobs;
      },
      { timeoutSeconds: 60 },
    );
    expect(job?.spec.template.spec.containers[0].env).to.deep.include({ name: 'FILE', value: `unrestored-${metadata.uid}.sql` });
    await stage.gone('db');
  }).timeout(120_000);

  it('a restoration that hangs is shown, and goes on when it can', async () => {
    await start({ restore: HANGING });
    await stage.create('db');
    await stage.reaches('db', 'restore hangs');
    await told('RestoreHangs');
    const [job] = await stage.jobs('restore');
    await stage.client.mergePatch(
      { apiVersion: 'batch/v1', kind: 'Job', name: job?.metadata.name ?? '', namespace: stage.namespace },
      { spec: { suspend: false } },
    );
    await stage.reaches('db', 'running');
  }).timeout(120_000);

  it('a password whose Job fails leaves the former one among the candidates, and gives way to the next', async () => {
    const trouble: Trouble = { password: FAILING };
    await start(trouble);
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { password: 'second' } });
    await stage.reaches('db', 'password change failed');
    await told('PasswordChangeFailed');
    expect([await stage.password('db'), await stage.password('db', 'candidates')]).to.deep.equal(['first', 'second\nfirst']);
    delete trouble.password;
    await stage.patch('db', { spec: { password: 'third' } });
    await eventually(async () => (await stage.password('db', 'candidates')) === 'third', { timeoutSeconds: 60 });
    await stage.reaches('db', 'running');
  }).timeout(120_000);

  it('a password whose Job hangs is shown; when the former one is asked for again, that Job is stopped and another one makes sure', async () => {
    const trouble: Trouble = { password: HANGING };
    await start(trouble);
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { password: 'second' } });
    await stage.reaches('db', 'password change hangs');
    const [hanging] = await stage.jobs('password');
    delete trouble.password;
    await stage.patch('db', { spec: { password: 'first' } });
    await eventually(async () => (await stage.password('db', 'candidates')) === 'first', { timeoutSeconds: 60 });
    await stage.reaches('db', 'running');
    expect((await stage.jobs('password')).map(({ metadata }) => metadata.uid)).to.not.include(hanging?.metadata.uid);
  }).timeout(120_000);

  it('a backup that fails keeps everything, is told, and tried again until it succeeds', async () => {
    const trouble: Trouble = { backup: FAILING };
    await start(trouble);
    await stage.create('db');
    await stage.reaches('db', 'running');
    const before = await stage.parts('db');
    await remove();
    await stage.reaches('db', 'backup failed');
    await told('BackupFailed');
    const [first] = await stage.jobs('backup');
    expect(await stage.parts('db')).to.deep.equal(before);
    await eventually(async () => (await stage.jobs('backup')).some(({ metadata }) => metadata.uid !== first?.metadata.uid), {
      timeoutSeconds: 60,
    });
    delete trouble.backup;
    await stage.gone('db');
    expect(await stage.events('db')).to.include('BackedUp');
  }).timeout(120_000);

  it('a backup that hangs keeps everything and is told; by an annotation it is done without', async () => {
    await start({ backup: HANGING });
    await stage.create('db');
    await stage.reaches('db', 'running');
    await remove();
    await stage.reaches('db', 'backup hangs');
    await told('BackupHangs');
    await skipBackup();
    await stage.gone('db');
    expect(await stage.events('db')).to.include('NoBackup');
    expect(await stage.jobs('backup')).to.deep.equal([]);
    expect(await stage.parts('db')).to.deep.equal(['claim db-backup', 'volume db.backup']);
  }).timeout(120_000);

  it('is backed up before anything goes also in a foreground deletion', async () => {
    await start({ backup: HANGING });
    await stage.create('db');
    await stage.reaches('db', 'running');
    const before = await stage.parts('db');
    const deployment = await stage.find('deployment', 'db');
    await remove('Foreground');
    await stage.reaches('db', 'backing up');
    // The garbage collector has taken what it may take: the Job of the restoration is owned.
    await eventually(async () => (await stage.jobs('restore')).length === 0, { timeoutSeconds: 60 });
    expect(await stage.parts('db')).to.deep.equal(before);
    expect((await stage.find('deployment', 'db'))?.metadata)
      .to.include({ uid: deployment?.metadata.uid })
      .and.not.have.property('deletionTimestamp');
    const [job] = await stage.jobs('backup');
    await stage.client.mergePatch(
      { apiVersion: 'batch/v1', kind: 'Job', name: job?.metadata.name ?? '', namespace: stage.namespace },
      { spec: { suspend: false } },
    );
    await stage.gone('db');
    expect(await stage.events('db')).to.include('BackedUp');
  }).timeout(120_000);

  it('goes without a backup in a namespace that goes, says so at the volume for backups, and uses that again', async () => {
    await start({});
    await stage.create('db');
    await stage.reaches('db', 'running');
    const name = `${stage.namespace}.db`;
    await stage.client.delete({ apiVersion: 'v1', kind: 'Namespace', name: stage.namespace });
    await eventually(async () => (await stage.client.find({ apiVersion: 'v1', kind: 'Namespace', name: stage.namespace })) === undefined, {
      timeoutSeconds: 60,
    });
    await told('NoBackup', `${name}.backup`);
    expect([await stage.find('volume', `${name}.data`), (await stage.find('volume', `${name}.backup`)) !== undefined]).to.deep.equal([
      undefined,
      true,
    ]);

    await stage.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: stage.namespace } });
    await stage.create('db');
    await stage.reaches('db', 'running');
    const claim = await eventually(
      async () => {
        const found = await stage.find('claim', 'db-backup');
        return found?.status?.phase === 'Bound' && found;
      },
      { timeoutSeconds: 60 },
    );
    const claimRef = (await stage.find('volume', `${name}.backup`))?.spec.claimRef;
    expect([undefined, claim.metadata.uid]).to.include(claimRef.uid);
  }).timeout(150_000);
});
