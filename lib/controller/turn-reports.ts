/**
 * What is said of turns that don't go as they should.
 */
import type { ControllerContext } from './controller-context.ts';
import type { TurnScheduleOptions } from './turn-schedule.ts';

/** See the file's comment. */
export function turnReports({
  logger,
  type,
  observer,
}: Pick<ControllerContext, 'logger' | 'type' | 'observer'>): Pick<TurnScheduleOptions, 'failed' | 'overdue'> {
  return {
    failed: (key, error, inMilliseconds) => {
      const inSeconds = Math.round(inMilliseconds) / 1000;
      logger.warn('object could not be looked at, will be tried again', { kind: type.kind, object: key, inSeconds, error });
      observer.turnFailed?.(type.kind, key, error, inMilliseconds);
    },
    overdue: (key) => {
      logger.warn('handler runs for more than 30 s: others may start beside it', { kind: type.kind, object: key });
      observer.turnOverdue?.(type.kind, key);
    },
  };
}
