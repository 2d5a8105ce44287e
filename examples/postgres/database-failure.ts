/**
 * Why the server didn't do what was asked. The server's own words are left out: they repeat names, and those come from Secrets.
 */

/** What can be done about a failure depends on this. */
export type FailureKind = 'away' | 'credentials' | 'taken' | 'busy' | 'name' | 'refused';

/** A failure of the server, or on the way to it. */
export class DatabaseFailure extends Error {
  readonly kind: FailureKind;
  /** PostgreSQL's SQLSTATE, or Node's code of a broken connection. */
  readonly code: string;

  constructor(kind: FailureKind, code: string) {
    super(`${kind}: ${code}`);
    this.kind = kind;
    this.code = code;
  }
}

/** By SQLSTATE, or the two digits of its class. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  '08': 'away',
  '28': 'credentials',
  '53': 'away',
  '57': 'away',
  '2BP01': 'busy',
  '40': 'busy',
  '55': 'busy',
  '42710': 'taken',
  '42P04': 'taken',
  '23505': 'taken',
  '42602': 'name',
  '42622': 'name',
  '42939': 'name',
};

/** The failure that an error of the driver means. @throws the error itself, if it is a mistake in this program */
export function failureOf(error: unknown): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return new DatabaseFailure(kindOf(code), code);
  // It isn't the server that spoke: the connection broke, or never came about.
  if (typeof code === 'string') return new DatabaseFailure('away', code);
  if ((error as Error).constructor === Error) return new DatabaseFailure('away', 'the connection broke');
  throw error;
}

function kindOf(state: string): FailureKind {
  return KINDS[state] ?? KINDS[state.slice(0, 2)] ?? 'refused';
}
