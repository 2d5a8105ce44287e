/** Says, in log and health, that somebody else's schema has no room for what the SDK writes to a status. */
import type { ControllerContext } from './controller-context.ts';

/** Says it of these keys. */
export function reportLeftOut(
  { logger, health, clock, type }: Pick<ControllerContext, 'logger' | 'health' | 'clock' | 'type'>,
  keys: readonly string[],
  why: 'pruned' | 'refused',
): void {
  const message = `the status schema of ${type.kind} has no room for ${keys.join(', ')} (${why} by the API server): left out from now on; what must be remembered goes into the annotation tskubeop/handled`;
  logger.warn(message, { kind: type.kind });
  health.set(`status of ${type.kind}`, { ok: true, message, since: clock.now() });
}
