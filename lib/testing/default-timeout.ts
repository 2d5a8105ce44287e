/**
 * How long the waits of tests last that name no time-out of their own. A slow machine is given more time for all of them by one
 * environment variable, TSKUBEOP_TEST_TIMEOUT_SECONDS.
 */
import { InvalidOptionError } from '../base/errors.ts';

const VARIABLE = 'TSKUBEOP_TEST_TIMEOUT_SECONDS';

/**
 * What the environment says, else what is given; both in seconds.
 *
 * @throws InvalidOptionError when the environment says something that is no number above 0
 */
export function defaultTimeoutSeconds(otherwise: number): number {
  const said = process.env[VARIABLE];
  if (said === undefined || said === '') return otherwise;
  const seconds = Number(said);
  if (!(seconds > 0)) throw new InvalidOptionError(VARIABLE, 'a number of seconds above 0', said);
  return seconds;
}
