/**
 * What a MySQL is made of, put there and kept so: its Secret, its server with volume and Service, and the volume for backups.
 */
import { join } from 'node:path';
import { PermanentError, type StoredObject } from 'tskubeop';
import { MySQLObject } from './mysql-object.ts';
import { labelsOf, lastingLabels, NAME_LABEL, NAMESPACE_LABEL, serverLabels, volumeName } from './names.ts';
import { type KnownPasswords, passwordData, passwordsOf } from './passwords.ts';
import { isSmaller, largerSize } from './storage-size.ts';

type Claim = StoredObject | undefined;

const CLAIM = 'PersistentVolumeClaim';

/** See the file's comment. */
export class MySQLServer extends MySQLObject {
  static readonly MANIFESTS = join(import.meta.dirname, 'manifests');

  /** The Secret with the passwords, made of the spec where there is none. */
  protected async applyPasswords(): Promise<KnownPasswords> {
    const secret = await this.findOwnSecret('passwords');
    if (secret) return passwordsOf(secret.data ?? {});
    const passwords = { current: this.spec.password, candidates: [] };
    await this.applyKnown(passwords);
    return passwords;
  }

  protected async applyKnown(passwords: KnownPasswords): Promise<void> {
    const { name } = this.metadata;
    const values = { name, labels: labelsOf(this.identity), ...passwordData(passwords) };
    await this.apply(this.manifests('secret.yaml', values), { owner: 'label' });
  }

  /** Volume, claim, Deployment and Service. None has an ownerReference: a foreground deletion would take them before the backup. */
  protected async applyServer(): Promise<StoredObject> {
    const { identity } = this;
    const { namespace, name, uid } = identity;
    const storage = largerSize(this.spec.storage, this.ownClaim()?.spec.resources?.requests?.storage);
    const values = {
      ...{ namespace, name, storage, labels: labelsOf(identity), selector: serverLabels(identity) },
      ...{ image: this.spec.image, database: this.spec.database, storageClass: this.args.storageClass },
      volume: volumeName(identity, 'data'),
      // What a former MySQL left on the disk would be taken for this one's, with another password.
      path: join(this.args.volumesPath, namespace, name, `data-${uid}`),
    };
    const applied = await this.apply(this.manifests('server.yaml', values), { owner: 'label' });
    await this.finishExpansion(
      applied.find(({ kind }) => kind === CLAIM),
      storage,
    );
    this.status = { storage };
    return applied.find(({ kind }) => kind === 'Deployment') as StoredObject;
  }

  /** The volume for backups is nobody's child. One that a former MySQL left is used again. */
  protected async applyBackupVolume(): Promise<void> {
    const { identity } = this;
    const { namespace, name } = identity;
    const [volume, claim] = [await this.find('PersistentVolume', volumeName(identity, 'backup')), await this.find(CLAIM, `${name}-backup`)];
    for (const found of [volume, claim]) this.checkLasting(found);
    const storage = largerSize(this.spec.storage, claim?.spec.resources?.requests?.storage);
    const values = {
      ...{ namespace, name, storage, labels: lastingLabels(identity), storageClass: this.args.storageClass },
      volume: volumeName(identity, 'backup'),
      path: join(this.args.volumesPath, namespace, name, 'backup'),
    };
    await this.releaseFromGoneClaim(volume, claim);
    const [, applied] = await this.apply(this.manifests('backup-volume.yaml', values), { owner: false });
    await this.finishExpansion(applied, storage);
  }

  private checkLasting(found: StoredObject | undefined): void {
    if (!found) return;
    const { labels = {} } = found.metadata;
    if (labels[NAME_LABEL] === this.metadata.name && labels[NAMESPACE_LABEL] === this.metadata.namespace) return;
    throw new PermanentError(
      `${found.kind} ${found.metadata.name} exists already and isn't ours: delete or rename it, or choose another name`,
    );
  }

  /** A namespace that goes takes the claim along. Its volume then waits for that very claim, and no other may have it. */
  private async releaseFromGoneClaim(volume: StoredObject | undefined, claim: Claim): Promise<void> {
    const uid: string | undefined = volume?.spec.claimRef?.uid;
    if (!volume || uid === undefined || uid === claim?.metadata.uid) return;
    const { apiVersion, kind, metadata } = volume;
    const { name, resourceVersion } = metadata;
    const patch = { metadata: { resourceVersion }, spec: { claimRef: { uid: null, resourceVersion: null } } };
    await this.client.mergePatch({ apiVersion, kind, name }, patch);
  }

  /** Whoever provides a volume says that its claim has grown: for a folder of the node there is nobody else. */
  private async finishExpansion(claim: Claim, storage: string): Promise<void> {
    const capacity: string | undefined = claim?.status?.capacity?.storage;
    if (!claim || capacity === undefined || !isSmaller(capacity, storage)) return;
    const { apiVersion, kind, metadata } = claim;
    const { name, namespace = '' } = metadata;
    await this.client.mergePatch({ apiVersion, kind, name, namespace }, { status: { capacity: { storage } } }, { subresource: 'status' });
  }

  protected warnOfShrinking(): void {
    const requested: string | undefined = this.ownClaim()?.spec.resources?.requests?.storage;
    if (requested !== undefined && isSmaller(this.spec.storage, requested))
      this.event('Warning', 'StorageNotReduced', `a volume can't shrink: its size stays ${requested}`);
  }

  private ownClaim(): Claim {
    return this.children(CLAIM).find(({ metadata }) => metadata.name === `${this.metadata.name}-data`);
  }
}
