/**
 * Passwords on their way into Secrets and SQL. Pure; nothing here is ever logged.
 */

/** What a password may consist of: printable ASCII, so that it survives environment variables and stands on one line. */
export const PASSWORD = /^[\x20-\x7e]{1,128}$/;

/** The passwords of a server: the one in force as far as is known, and all that may be, the likeliest first. */
export interface KnownPasswords {
  readonly current: string;
  readonly candidates: readonly string[];
}

/** Data of a Secret that has them. */
export function passwordData({ current, candidates }: KnownPasswords): { password: string; candidates: string } {
  return { password: encoded(current), candidates: encoded([...new Set([...candidates, current])].join('\n')) };
}

/** They, from the data of a Secret. */
export function passwordsOf(data: Readonly<Record<string, string>>): KnownPasswords {
  const current = decoded(data.password);
  return { current, candidates: [...new Set([...decoded(data.candidates).split('\n'), current])].filter((each) => each !== '') };
}

/** The statements that set root's password, wherever root connects from. */
export function statementsFor(password: string): string {
  const literal = `'${password.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const accounts = ["'root'@'%'", "'root'@'localhost'"];
  // In some modes a backslash is only a backslash.
  return ["SET SESSION sql_mode = ''", ...accounts.map((account) => `ALTER USER ${account} IDENTIFIED BY ${literal}`), ''].join(';\n');
}

/** Text as a Secret's data has it. */
export function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Text out of a Secret's data; '' where there is none. */
export function decoded(data: string | undefined): string {
  return Buffer.from(data ?? '', 'base64').toString();
}
