import { expect } from 'chai';
import { addHealthRoutes, checkName } from '../../lib/face/health-routes.ts';
import { type HttpAnswer, HttpRefusal, HttpRoutes } from '../../lib/face/http-routes.ts';
import { Health } from '../../lib/health/health.ts';

const SINCE = Date.UTC(2026, 0, 2);

describe('the health routes', () => {
  let health: Health;
  let routes: HttpRoutes;
  let ageSeconds: number;

  beforeEach(() => {
    health = new Health();
    routes = new HttpRoutes();
    ageSeconds = 3;
    addHealthRoutes(routes, { health, redact: (message) => message.replaceAll('hunter2', '[redacted]') });
    health.set('operator', { ok: true, message: 'started', since: SINCE });
    health.set('watch of Printer in team-a', { ok: true, message: 'watching', since: SINCE });
    health.addPulse('watch of Printer in team-a', { ageSeconds: () => ageSeconds, limitSeconds: 900 });
  });

  async function get(target: string): Promise<[number, string]> {
    const [path = '', query = ''] = target.split('?');
    const found = routes.find('GET', path);
    if (found.kind !== 'found') throw new Error(`${path}: ${found.kind}`);
    const body = () => Promise.resolve(Buffer.alloc(0));
    const request = { method: 'GET', path, rest: found.rest, query: new URLSearchParams(query), headers: {}, body };
    const answer: HttpAnswer = await found.handler(request);
    return [answer.status ?? 200, String(answer.body)];
  }

  it('say ok and nothing else when all is well', async () => {
    for (const path of ['/livez', '/readyz', '/healthz']) expect(await get(path)).to.deep.equal([200, 'ok']);
  });

  it('list every check when asked', async () => {
    expect(await get('/readyz?verbose')).to.deep.equal([
      200,
      [
        '[+]operator ok: started, since 2026-01-02T00:00:00.000Z',
        '[+]watch-of-printer-in-team-a ok: watching, since 2026-01-02T00:00:00.000Z, last sign of life 3.0 s ago',
        'readyz check passed',
        '',
      ].join('\n'),
    ]);
    expect(await get('/livez?verbose')).to.deep.equal([
      200,
      ['[+]ping ok', '[+]watch-of-printer-in-team-a ok: last sign of life 3.0 s ago', 'livez check passed', ''].join('\n'),
    ]);
  });

  it('fail with the list when the operator cannot do its work, while it still lives', async () => {
    health.set('watch of Printer in team-a', { ok: false, message: 'not allowed: hunter2', since: SINCE });
    const [status, text] = await get('/readyz');
    expect(status).to.equal(500);
    expect(text).to.contain('[-]watch-of-printer-in-team-a failed: not allowed: [redacted], since').and.contain('readyz check failed');
    expect(await get('/livez')).to.deep.equal([200, 'ok']);
  });

  it('fail when the operator is deaf', async () => {
    ageSeconds = 900.5;
    for (const path of ['/livez', '/healthz']) {
      const [status, text] = await get(path);
      expect(status).to.equal(500);
      expect(text).to.contain('[-]watch-of-printer-in-team-a failed: last sign of life 900.5 s ago, more than 900 s');
    }
  });

  it('leave out what is excluded, and say what there is not to exclude', async () => {
    ageSeconds = 1000;
    expect(await get('/livez?exclude=watch-of-printer-in-team-a')).to.deep.equal([200, 'ok']);
    const [status, text] = await get('/livez?exclude=other&verbose');
    expect(status).to.equal(500);
    expect(text).to.contain('warn: there is no check to exclude of the name "other"');
  });

  it('show one check alone', async () => {
    expect(await get('/readyz/operator')).to.deep.equal([200, 'ok']);
    expect(await get('/livez/ping')).to.deep.equal([200, 'ok']);
    health.set('operator', { ok: false, message: 'stopping', since: SINCE });
    expect((await get('/readyz/operator'))[0]).to.equal(500);
    const error = await get('/readyz/other').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(HttpRefusal).with.property('status', 404);
  });
});

describe('checkName', () => {
  for (const [name, expected] of [
    ['watch of Printer', 'watch-of-printer'],
    ['finalizer of Printer team-a/x.y', 'finalizer-of-printer-team-a-x.y'],
    ['  event loop ', 'event-loop'],
  ] as const) {
    it(`calls ${JSON.stringify(name)} ${expected}`, () => {
      expect(checkName(name)).to.equal(expected);
    });
  }
});
