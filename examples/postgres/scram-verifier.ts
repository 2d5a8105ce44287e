/**
 * What PostgreSQL keeps of a password: made here, as psql's \password does, so that the password itself never leaves the
 * operator, and can't stand in a statement that the server logs.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096;

/** The verifier of a password for SCRAM-SHA-256 (RFC 5802 and 7677), to be given in the password's place. */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(prepared(password), salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** As clients prepare what is typed (RFC 4013): other spaces become spaces, what can't be seen goes, and one form of each letter. */
function prepared(password: string): string {
  const mapped = password.replaceAll(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
  return mapped.replaceAll(/[\ufe00-\ufe0f]|[\u180b-\u180d]|\u034f|[\u00ad\u1806\u200b-\u200d\u2060\ufeff]/gu, '').normalize('NFKC');
}
