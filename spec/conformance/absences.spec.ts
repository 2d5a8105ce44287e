/** Goes through the table of what is absent in docs/embedded-cluster.md: each answers as that says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'embedded-cluster.md');

interface Absence {
  what: string;
  method: string;
  path: string;
  accept: string;
  code: number;
}

/** The rows of the table, one for each request in them. */
function absences(): Absence[] {
  const text = readFileSync(PAGE, 'utf8');
  const section = text.slice(text.indexOf('\n## Absent\n')).split('\n## ')[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|') && !/^\|(-|\s*what\s*\|)/.test(line));
  return rows.flatMap((row) => {
    const [, what = '', requests = '', code = ''] = row.split('|').map((cell) => cell.trim());
    return [...requests.matchAll(/`([A-Z]+) (\S+)`(?: with `Accept: (\S+)`)?/g)].map(([, method = '', path = '', accept]) => ({
      what,
      method,
      path,
      accept: accept ?? 'application/json',
      code: Number(code),
    }));
  });
}

describe('what is absent', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
    const made = [
      await session.create(PODS, pod('a')),
      await session.create('/api/v1/namespaces/default/services', { metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } }),
      await session.create('/api/v1/nodes', { metadata: { name: 'a' } }),
    ];
    expect(made.map(({ code }) => code)).to.deep.equal([201, 201, 201]);
  });
  after(() => session.stop());

  it('is listed', () => {
    expect(absences()).to.have.length.greaterThan(20);
    for (const { code, what } of absences()) expect(code, what).to.be.oneOf([404, 406, 501]);
  });

  for (const { what, method, path, accept, code } of absences()) {
    it(`answers ${method} ${path} (${accept}) with ${code}: ${what}`, async () => {
      const body = method === 'GET' ? undefined : { metadata: { name: 'b' }, spec: {} };
      const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
      const answer = await session.call(method, path, body, { Accept: accept, 'Content-Type': type });
      expect(answer.code, JSON.stringify(answer.body)).to.equal(code);
      if (code !== 501) return;
      expect(answer.body).to.include({ kind: 'Status', status: 'Failure', reason: 'NotImplemented' });
      expect(answer.body.message).to.match(/^the embedded cluster does not implement /);
    });
  }
});
