import { expect } from 'chai';
import { parseCrontab } from '../../lib/hooks/crontab.ts';

const AFTER = Date.UTC(2026, 0, 1, 0, 0, 30, 500);
const next = (text: string, after = AFTER) => {
  const due = parseCrontab(`${text}`).next(after);
  return due === undefined ? undefined : new Date(due).toISOString();
};

describe('parseCrontab', () => {
  const due: Record<string, string> = {
    'TZ=UTC * * * * *': '2026-01-01T00:01:00.000Z',
    'TZ=UTC */5 * * * * *': '2026-01-01T00:00:35.000Z',
    'TZ=Asia/Tokyo 0 9 * * *': '2026-01-02T00:00:00.000Z',
    'CRON_TZ=Asia/Tokyo 30 9 * * *': '2026-01-01T00:30:00.000Z',
    'TZ=UTC @hourly': '2026-01-01T01:00:00.000Z',
    'TZ=UTC @daily': '2026-01-02T00:00:00.000Z',
    'TZ=UTC @weekly': '2026-01-04T00:00:00.000Z',
    'TZ=UTC @yearly': '2027-01-01T00:00:00.000Z',
    '@every 0.1s': '2026-01-01T00:00:31.000Z',
    '@every 1h30m': '2026-01-01T01:30:30.000Z',
    'TZ=UTC 5/15 * * * *': '2026-01-01T00:05:00.000Z',
    'TZ=UTC 0 0 ? * MON-FRI': '2026-01-02T00:00:00.000Z',
    'TZ=UTC 0 0 13 * fri': '2026-01-02T00:00:00.000Z',
  };
  for (const [text, expected] of Object.entries(due)) it(`knows when ${text} is due`, () => expect(next(text)).to.equal(expected));

  it('has no next time for a day that never comes', () => expect(next('0 0 31 2 *')).to.equal(undefined));

  it('is due once on a day whose hour comes twice', () => {
    const first = next('TZ=Europe/Berlin 30 2 * * *', Date.UTC(2026, 9, 24, 12));
    expect(first).to.equal('2026-10-25T00:30:00.000Z');
    expect(next('TZ=Europe/Berlin 30 2 * * *', Date.parse(first as string))).to.equal('2026-10-26T01:30:00.000Z');
  });

  const wrong: Record<string, string> = {
    '* * * *': 'expected 5 or 6 fields, found 4',
    '* * * * * * *': 'expected 5 or 6 fields, found 7',
    '61 * * * *': '61',
    '* * L * *': 'L',
    '* * * * 5#2': "can't understand the field",
    '*/0 * * * *': '0',
    'TZ=No/Where * * * * *': 'no time zone "No/Where"',
    '@ever 5': '@every DURATION',
    '@every soon': 'no duration',
    '@every -5s': 'no duration',
    '': 'found 0',
  };
  for (const [text, reason] of Object.entries(wrong)) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => parseCrontab(text)).to.throw(SyntaxError, reason));
  }
});
