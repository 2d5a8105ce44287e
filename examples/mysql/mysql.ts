/**
 * A MySQL server in the cluster: its volume grows, its password changes, and what was in it outlives it in a backup.
 *
 * Each call looks at what is there and takes the next step: after each of them the operator may die, and the next call goes on.
 * What can't be seen is in the status: whether the backup was restored, and whether one was taken.
 */
import { type ArgumentParser, type Change, KubernetesOperator, PermanentError, type StoredObject, TemporaryError } from 'tskubeop';
import { type JobProgress, progressOf } from './job-progress.ts';
import { type Kind, MySQLSpec } from './mysql-object.ts';
import { MySQLServer } from './mysql-server.ts';
import { isUsableName, jobName, labelsOf, NAME_LABEL, ROLE_LABEL, SKIP_BACKUP, UID_LABEL, volumeName } from './names.ts';
import { decoded, encoded, type KnownPasswords, statementsFor } from './passwords.ts';

const BACKGROUND = { propagationPolicy: 'Background' } as const;

export class MySQL extends MySQLServer {
  static readonly GROUP = 'otus.homework';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'mysqls';
  static readonly SINGULAR = 'mysql';
  static readonly KIND = 'MySQL';
  static readonly SHORT_NAMES = ['ms'];
  static readonly SPEC = MySQLSpec;
  static readonly OWNS = [
    { apiVersion: 'v1', kind: 'PersistentVolume' },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: 'v1', kind: 'Service' },
    { apiVersion: 'batch/v1', kind: 'Job' },
  ];
  static readonly PERMISSIONS = [
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch', 'delete'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['patch'] },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  ];
  static readonly PRINTER_COLUMNS = [
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Database', type: 'string', jsonPath: '.spec.database' },
    { name: 'Storage', type: 'string', jsonPath: '.status.storage' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ] as const;

  async reconcile({ reason }: Change<this>) {
    const { name } = this.metadata;
    if (!isUsableName(name))
      throw new PermanentError(`the name ${name} can't be used: at most 40 small letters, digits and -, a letter first`);
    const passwords = await this.applyPasswords();
    if (reason !== 'child' && reason !== 'requeue') this.warnOfShrinking();
    const deployment = await this.applyServer();
    await this.applyBackupVolume();
    const isReady = (deployment.status?.readyReplicas ?? 0) > 0;
    if (!isReady && this.status.restore === undefined) return this.showStarting();
    const restored = await this.restore();
    if (isUnderWay(restored)) return this.show('restoring', 'Restoring', 'a Job looks for a backup and restores it');
    const changed = await this.changePassword(passwords);
    if (isUnderWay(changed)) return this.show('changing password', 'ChangingPassword', 'a Job sets the new password');
    if (!this.showTrouble(restored, changed))
      isReady ? this.show('running', 'Running', 'the server is ready', 'well') : this.showStarting();
  }

  async ensureDeleted() {
    // Nothing was ever made for it.
    if (!isUsableName(this.metadata.name)) return;
    await this.clearJobs();
    if (this.status.backup === undefined) await this.backUp();
    await this.remove();
  }

  private showStarting(): void {
    this.show('starting', 'ServerStarts', 'the server is not ready');
  }

  /** Says what has failed, or takes too long; false when nothing has. */
  private showTrouble(restored: JobProgress, changed: JobProgress): boolean {
    for (const [what, role, progress] of [
      ['restore', 'restore', restored],
      ['password change', 'password', changed],
    ] as const) {
      const reason = role === 'restore' ? 'Restore' : 'PasswordChange';
      const advice = `see the Job with the label ${ROLE_LABEL}=${role}, and its Pods; delete it to try again`;
      if (progress.is === 'failed') this.show(`${what} failed`, `${reason}Failed`, `${what} failed (${progress.why}): ${advice}`, 'ill');
      else if (progress.is === 'hanging')
        this.show(`${what} hangs`, `${reason}Hangs`, `${what} takes longer than ${this.limits.seconds} s: ${advice}`, 'ill');
      else continue;
      return true;
    }
    return false;
  }

  // The backup is restored, once

  private async restore(): Promise<JobProgress> {
    if (this.status.restore === 'done') return { is: 'succeeded' };
    const name = jobName(this.identity, 'restore', this.metadata.uid);
    const progress = await this.progress(name);
    if (progress.is === 'missing') return this.beginRestoration(name);
    if (progress.is === 'succeeded') await this.setStatus({ restore: 'done' });
    return this.awaited(progress);
  }

  private async beginRestoration(job: string): Promise<JobProgress> {
    const { name, namespace = '' } = this.metadata;
    // What a start is shown may be a little old. Restoring twice would undo what was written since.
    const stored = await this.client.get<StoredObject>({ class: MySQL, name, namespace });
    if (stored.status?.restore === 'done') return { is: 'succeeded' };
    await this.setStatus({ restore: 'begun' });
    await this.applyJob('restore', job, { database: this.spec.database });
    return this.awaited({ is: 'running', hangsInSeconds: this.limits.seconds });
  }

  // A new password

  /**
   * The Secret *new-password* is a change that has begun, and its Job is named after it. First the new password becomes one of the
   * candidates; only when the Job has succeeded it is the one in force.
   */
  private async changePassword(known: KnownPasswords): Promise<JobProgress> {
    const pending = (await this.findOwnSecret('new-password')) ?? (await this.beginPasswordChange(known));
    await this.clearPasswordJobs(pending);
    if (!pending) return { is: 'succeeded' };
    const password = decoded(pending.data?.password);
    const name = jobName(this.identity, 'password', pending.metadata.uid);
    const progress = await this.progress(name);
    if (progress.is === 'succeeded') {
      await this.applyKnown({ current: password, candidates: [] });
      await this.delete(pending);
      this.event('Normal', 'PasswordChanged', 'the new password is in force');
      this.requeueAfter(0);
      return { is: 'running', hangsInSeconds: 0 };
    }
    // A change that comes to nothing is given up for the next one, once its Job can't do anything any more.
    if (password !== this.spec.password && progress.is !== 'running') {
      await this.stopJob(name);
      await this.delete(pending);
      this.requeueAfter(0);
      return { is: 'running', hangsInSeconds: 0 };
    }
    if (progress.is !== 'missing') return this.awaited(progress);
    await this.applyJob('password', name);
    return this.awaited({ is: 'running', hangsInSeconds: this.limits.seconds });
  }

  private async beginPasswordChange({ current, candidates }: KnownPasswords): Promise<StoredObject | undefined> {
    const { password } = this.spec;
    if (password === current && candidates.every((candidate) => candidate === current)) return undefined;
    await this.applyKnown({ current, candidates: [password, ...candidates] });
    const values = { name: this.metadata.name, labels: labelsOf(this.identity) };
    const secret = { ...values, password: encoded(password), statements: encoded(statementsFor(password)) };
    const [applied] = await this.apply(this.manifests('new-password.yaml', secret));
    return applied;
  }

  private async clearPasswordJobs(pending: StoredObject | undefined): Promise<void> {
    const wanted = pending && jobName(this.identity, 'password', pending.metadata.uid);
    for (const job of this.children('Job')) {
      const { name, labels, deletionTimestamp } = job.metadata;
      if (labels?.[ROLE_LABEL] === 'password' && name !== wanted && !deletionTimestamp) await this.delete(job, BACKGROUND);
    }
  }

  // The end

  /** Jobs that have succeeded go, of former MySQLs of this name too; one that still writes into the database is stopped. */
  private async clearJobs(): Promise<void> {
    const { namespace = '', name, uid } = this.metadata;
    const { items } = await this.client.list<StoredObject>(
      { apiVersion: 'batch/v1', kind: 'Job' },
      { namespace, labelSelector: `${NAME_LABEL}=${name}` },
    );
    for (const job of items) {
      const { labels, name: jobsName } = job.metadata;
      if (jobsName === jobName(this.identity, 'backup', uid)) continue;
      const { is } = progressOf(job, this.limits);
      if (is === 'succeeded') await this.delete(job, BACKGROUND);
      else if (labels?.[ROLE_LABEL] !== 'backup') await this.stopJob(jobsName);
    }
  }

  /** Resolves when a backup is taken or none can be; until then it throws, so that it is called again. */
  private async backUp(): Promise<void> {
    const { uid } = this.metadata;
    const name = jobName(this.identity, 'backup', uid);
    const progress = await this.progress(name);
    if (progress.is === 'succeeded') {
      this.event('Normal', 'BackedUp', 'a backup was taken: the next MySQL of this name restores it');
      return this.setStatus({ backup: 'done', state: 'removing' });
    }
    if (await this.isWithoutBackup()) return this.setStatus({ backup: 'none', state: 'removing' });
    if (progress.is === 'missing') await this.beginBackup(name);
    if (progress.is === 'failed') await this.afterFailedBackup(name, progress);
    if (progress.is === 'hanging') {
      const advice = `see its Pods, or annotate with ${SKIP_BACKUP}=true to delete without a backup`;
      this.show('backup hangs', 'BackupHangs', `Job ${name} takes longer than ${this.limits.seconds} s: ${advice}`, 'ill');
      throw new TemporaryError(`Job ${name} hangs: ${advice}`, { delaySeconds: Math.min(10, this.limits.seconds) });
    }
    throw new TemporaryError(`waiting for Job ${name}`, { delaySeconds: 1 });
  }

  private async beginBackup(job: string): Promise<void> {
    await this.applyPasswords();
    await this.applyServer();
    await this.applyBackupVolume();
    // What may be half restored is kept beside the backup that it should have become, not in its place.
    const file = this.status.restore === 'done' ? 'backup.sql' : `unrestored-${this.metadata.uid}.sql`;
    await this.applyJob('backup', job, { database: this.spec.database, file });
    await this.setStatus({ state: 'backing up' });
  }

  private async afterFailedBackup(job: string, { why, secondsAgo }: JobProgress & { is: 'failed' }): Promise<never> {
    const advice = `it is tried again; annotate with ${SKIP_BACKUP}=true to delete without a backup`;
    this.show('backup failed', 'BackupFailed', `Job ${job} failed (${why}): ${advice}`, 'ill');
    const delaySeconds = this.args.retrySeconds - secondsAgo;
    if (delaySeconds > 0) throw new TemporaryError(`Job ${job} failed (${why}): ${advice}`, { delaySeconds });
    await this.stopJob(job);
    throw new TemporaryError(`Job ${job} is tried again`, { delaySeconds: 0 });
  }

  /** Whether no backup is to be, or can be, taken; says so by an Event. */
  private async isWithoutBackup(): Promise<boolean> {
    const { namespace = '', name, annotations } = this.metadata;
    if (this.status.restore === undefined) {
      this.event('Normal', 'NoBackup', 'it has never been in use, so that there is nothing to back up');
      return true;
    }
    if (annotations?.[SKIP_BACKUP] === 'true') {
      this.event('Warning', 'NoBackup', `no backup is taken, as the annotation ${SKIP_BACKUP} asks for`);
      return true;
    }
    const place = await this.client.find<StoredObject>({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    if (place && place.metadata.deletionTimestamp === undefined) return false;
    // Nothing can be created there any more, nor an Event. The volume for backups stays, and is where somebody will look.
    const volume = await this.find('PersistentVolume', volumeName(this.identity, 'backup'));
    const message = `no backup of MySQL ${namespace}/${name} could be taken, since its namespace is being deleted: a former one stays as it is`;
    const regarding = volume ?? place;
    this.event('Warning', 'NoBackup', message, regarding && { regarding });
    this.logger.warn('no backup could be taken, since the namespace is being deleted');
    return true;
  }

  /** Each part goes when the one before it has gone: the server before its volume. */
  private async remove(): Promise<void> {
    const { name, uid } = this.metadata;
    const parts = [
      ['Job', jobName(this.identity, 'backup', uid)],
      ['Deployment', name],
      ['Service', name],
      ['PersistentVolumeClaim', `${name}-data`],
      ['PersistentVolume', volumeName(this.identity, 'data')],
      ['Secret', `${name}-passwords`],
    ] as const;
    for (const [kind, part] of parts) await this.deleteAndWait(kind, part);
  }

  private async deleteAndWait(kind: Kind, name: string): Promise<void> {
    const live = await this.find(kind, name);
    // Somebody else's of the same name stays.
    if (live?.metadata.labels?.[UID_LABEL] !== this.metadata.uid) return;
    if (live.metadata.deletionTimestamp === undefined) await this.delete(live, { propagationPolicy: 'Foreground' });
    const left = await this.find(kind, name);
    if (left?.metadata.uid === live.metadata.uid) throw new TemporaryError(`waiting for ${kind} ${name} to go`, { delaySeconds: 1 });
  }
}

/** What is to come of it isn't known yet. */
function isUnderWay({ is }: JobProgress): boolean {
  return is === 'running' || is === 'missing' || is === 'ending';
}

export class MySQLOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('storage-class', { type: 'string', default: 'mysql', describe: 'The StorageClass of all volumes; it must allow expansion' })
      .option('volumes-path', { type: 'string', default: '/var/lib/mysql-volumes', describe: 'The folder on the node where volumes are' })
      .option('job-seconds', { type: 'number', default: 600, describe: 'How long a Job may take before it fails' })
      .option('retry-seconds', { type: 'number', default: 60, describe: 'How long after a failed backup another one is tried' });
  }
}

if (import.meta.main) await new MySQLOperator(MySQL).run();
