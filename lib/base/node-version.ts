/**
 * Which Node.js the SDK runs on: said in one line where an older one would fail at something that it doesn't have.
 */
import { IllegalStateError } from './errors.ts';

/** The oldest one, as package.json has it. */
const OLDEST = Object.freeze({ major: 22, minor: 19 });

/** @throws IllegalStateError the version, such as 20.20.2, is too old */
export function checkNodeVersion(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new IllegalStateError(`tskubeop needs Node ${OLDEST.major}.${OLDEST.minor} or newer, and this is ${version}: update it`);
}
