/**
 * The names and labels of everything that a MySQL consists of, all made from its own name. Pure.
 */

/** The longest name that leaves room for what is put behind it in the names of Jobs. */
const NAME = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** Of which MySQL something is. */
export interface Identity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** What a Job is for. */
export type Role = 'restore' | 'backup' | 'password';

const PREFIX = 'otus.homework';

/** The label with the name of the MySQL. */
export const NAME_LABEL = `${PREFIX}/mysql`;

/** The label with its namespace, for volumes, which have none. */
export const NAMESPACE_LABEL = `${PREFIX}/namespace`;

/** The label with its uid; a volume for backups has none, since it is the next one's as well. */
export const UID_LABEL = `${PREFIX}/uid`;

/** The label with the role of a Job. */
export const ROLE_LABEL = `${PREFIX}/role`;

/** The annotation by which a MySQL is deleted without a backup. */
export const SKIP_BACKUP = `${PREFIX}/skip-backup`;

/** Whether Services and Jobs can be named after it. */
export function isUsableName(name: string): boolean {
  return NAME.test(name);
}

/** The name of a volume. Neither part has a dot, so that no two MySQLs give the same one. */
export function volumeName({ namespace, name }: Identity, purpose: 'data' | 'backup'): string {
  return `${namespace}.${name}.${purpose}`;
}

/** The name of a Job; `of` is the uid of what it is done for, so that each of them has one of its own. */
export function jobName({ name }: Identity, role: Role, of: string): string {
  return `${name}-${role}-${of.slice(0, 8)}`;
}

/** The labels of what outlives the MySQL. */
export function lastingLabels({ namespace, name }: Identity): Record<string, string> {
  return { [NAME_LABEL]: name, [NAMESPACE_LABEL]: namespace };
}

/** The labels of what goes with it. */
export function labelsOf(identity: Identity, role?: Role): Record<string, string> {
  return { ...lastingLabels(identity), [UID_LABEL]: identity.uid, ...(role && { [ROLE_LABEL]: role }) };
}

/** The labels by which the Service finds the server. */
export function serverLabels({ name }: Identity): Record<string, string> {
  return { 'app.kubernetes.io/name': 'mysql', 'app.kubernetes.io/instance': name };
}
