/**
 * When a schedule is due: crontabs of five fields, of six with leading seconds, `@hourly` and its like, `@every 5m`, each with an
 * optional `TZ=Zone` before it. The library that knows the calendar is loaded by those who have a schedule.
 */
import { Cron } from 'croner';
import { messageOf } from '../base/errors.ts';
import { parseGoDuration } from './go-duration.ts';

/** A schedule. */
export interface Crontab {
  /** As it was written. */
  readonly text: string;
  /** The first due time after a moment, both in milliseconds since the epoch; undefined when there is none. */
  next(after: number): number | undefined;
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** What the fields may hold; the library knows more, such as L and #, which no other runner of these hooks does. */
const FIELD =
  /^(?:\*|\?|(?:[0-9]+|[A-Za-z]{3})(?:-(?:[0-9]+|[A-Za-z]{3}))?)(?:\/[0-9]+)?(?:,(?:\*|\?|(?:[0-9]+|[A-Za-z]{3})(?:-(?:[0-9]+|[A-Za-z]{3}))?)(?:\/[0-9]+)?)*$/;

/**
 * Reads a schedule.
 *
 * @throws SyntaxError with what is wrong with it
 */
export function parseCrontab(text: string): Crontab {
  const [, zone, body = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(text.trim()) ?? [];
  const every = /^@every\s+(.*)$/s.exec(body)?.[1];
  if (every !== undefined) return { text, next: everyOther(every) };
  if (zone !== undefined) checkZone(zone);
  const nickname = Object.hasOwn(NICKNAMES, body.toLowerCase()) ? NICKNAMES[body.toLowerCase()] : undefined;
  if (body.startsWith('@') && nickname === undefined) {
    throw new SyntaxError(`${JSON.stringify(body)} is none of ${Object.keys(NICKNAMES).join(', ')} and '@every DURATION'`);
  }
  const cron = cronOf(nickname ?? body, zone);
  return { text, next: (after) => cron.nextRun(new Date(after))?.getTime() };
}

function cronOf(body: string, timezone: string | undefined): Cron {
  const fields = body.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5 && fields.length !== 6) throw new SyntaxError(`expected 5 or 6 fields, found ${fields.length}: ${body}`);
  const strange = fields.find((field) => !FIELD.test(field));
  if (strange !== undefined) throw new SyntaxError(`can't understand the field ${JSON.stringify(strange)}`);
  try {
    // A question mark is a star here; to the library it is the present time.
    const pattern = fields.join(' ').replaceAll('?', '*');
    return new Cron(pattern, { paused: true, mode: '5-or-6-parts', sloppyRanges: true, ...(timezone === undefined ? {} : { timezone }) });
  } catch (error) {
    throw new SyntaxError(messageOf(error).replace(/^CronPattern: /, ''), { cause: error });
  }
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (error) {
    throw new SyntaxError(`there is no time zone ${JSON.stringify(zone)}`, { cause: error });
  }
}

/** Whole seconds, one at least; due times fall on whole seconds. */
function everyOther(duration: string): Crontab['next'] {
  const milliseconds = parseGoDuration(duration.trim());
  if (milliseconds === undefined || milliseconds <= 0)
    throw new SyntaxError(`${JSON.stringify(duration)} is no duration such as 30s or 1h30m`);
  const seconds = Math.max(1, Math.floor(milliseconds / 1000));
  return (after) => (Math.floor(after / 1000) + seconds) * 1000;
}
