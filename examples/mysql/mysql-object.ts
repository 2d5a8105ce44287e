/**
 * What the steps of a MySQL's life have in common: its spec and status, reading what is there, Jobs, and what is shown of it.
 */
import { CRDBase, type StoredObject, TemporaryError } from 'tskubeop';
import { z } from 'zod';
import { type JobProgress, type Patience, progressOf } from './job-progress.ts';
import { type Identity, labelsOf, type Role, UID_LABEL } from './names.ts';
import { PASSWORD } from './passwords.ts';
import { SIZE } from './storage-size.ts';

export const MySQLSpec = z.object({
  image: z.string().min(1).max(500).default('mysql:8.4').describe('The image of the server, and of the Jobs'),
  database: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/)
    .describe('The database that is created, backed up and restored'),
  password: z.string().regex(PASSWORD).describe("Root's password: 1 to 128 printable ASCII characters"),
  storage: z.string().regex(SIZE).default('1Gi').describe('The size of the volume, such as 500Mi or 2Gi; it can only grow'),
});

export type MySQLStatus = {
  /** Whether a restoration has begun, or is over. */
  restore?: 'begun' | 'done';
  /** At the end: whether a backup was taken, or none could be. */
  backup?: 'done' | 'none';
  /** The size of the claim. */
  storage?: string;
};

/** The operator's arguments. */
export interface MySQLArguments {
  storageClass: string;
  volumesPath: string;
  jobSeconds: number;
  retrySeconds: number;
}

const API_VERSIONS = {
  PersistentVolume: 'v1',
  PersistentVolumeClaim: 'v1',
  Service: 'v1',
  Secret: 'v1',
  Deployment: 'apps/v1',
  Job: 'batch/v1',
} as const;

/** The kinds that a MySQL is made of. */
export type Kind = keyof typeof API_VERSIONS;

/** See the file's comment. */
export class MySQLObject extends CRDBase<z.infer<typeof MySQLSpec>, MySQLStatus, MySQLArguments> {
  protected get identity(): Identity {
    const { namespace = '', name, uid } = this.metadata;
    return { namespace, name, uid };
  }

  /** A Job has its own limit, which it reaches first: what is over this one hangs. */
  protected get limits(): Patience {
    return { now: Date.now(), seconds: this.args.jobSeconds * 1.5 };
  }

  protected find(kind: Kind, name: string): Promise<StoredObject | undefined> {
    const isVolume = kind === 'PersistentVolume';
    const { namespace } = this.identity;
    return this.client.find<StoredObject>({ apiVersion: API_VERSIONS[kind], kind, name, ...(isVolume ? {} : { namespace }) });
  }

  /** A Secret of this very MySQL: what a former one left isn't, and goes soon. */
  protected async findOwnSecret(suffix: 'passwords' | 'new-password'): Promise<StoredObject | undefined> {
    const found = await this.find('Secret', `${this.metadata.name}-${suffix}`);
    return found?.metadata.labels?.[UID_LABEL] === this.metadata.uid ? found : undefined;
  }

  protected async progress(job: string): Promise<JobProgress> {
    return progressOf(await this.find('Job', job), this.limits);
  }

  /** Whoever begins to wait is called again when it has taken too long, if nothing happens before. */
  protected awaited(progress: JobProgress): JobProgress {
    if (progress.is === 'running') this.requeueAfter(progress.hangsInSeconds + 0.1);
    return progress;
  }

  /** Creates a Job. The last one has no ownerReference: a foreground deletion would take it as soon as it is there. */
  protected async applyJob(role: Role, job: string, values: Record<string, string> = {}): Promise<void> {
    const { identity } = this;
    const common = { job, name: identity.name, image: this.spec.image, labels: labelsOf(identity, role), jobSeconds: this.args.jobSeconds };
    await this.apply(this.manifests(`${role}-job.yaml`, { ...common, ...values }), { owner: role === 'backup' ? 'label' : true });
  }

  /** Resolves when a Job and its Pods are gone. @throws TemporaryError they aren't yet */
  protected async stopJob(name: string): Promise<void> {
    const job = await this.find('Job', name);
    if (!job) return;
    if (job.metadata.deletionTimestamp === undefined) await this.delete(job, { propagationPolicy: 'Foreground' });
    if (await this.find('Job', name)) throw new TemporaryError(`waiting for Job ${name} to go`, { delaySeconds: 1 });
  }

  /** State and condition; what is not well is told by an Event as well, once. */
  protected show(state: string, reason: string, message: string, how: 'well' | 'waiting' | 'ill' = 'waiting'): void {
    if (how === 'ill' && this.status.state !== state) this.event('Warning', reason, message);
    this.status = { state };
    this.setCondition({ type: 'Ready', status: how === 'well', reason, message });
  }
}
