import { expect } from 'chai';
import { ApiError, PermanentError } from '../../lib/base/errors.ts';
import { REDACTED, Redactor, type RedactorOptions } from '../../lib/base/redaction.ts';

function fields(given: object, options?: RedactorOptions) {
  return new Redactor(options).fields(given);
}

const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { password: 'aHVudGVyMg==' },
  stringData: { a: 'hunter2' },
  type: 'Opaque',
};
const HIDDEN = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: REDACTED, stringData: REDACTED, type: 'Opaque' };
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

describe('Redactor', () => {
  describe('Secrets', () => {
    it('lose their data, wherever they are', () => {
      expect(fields({ object: SECRET })).to.deep.equal({ object: HIDDEN });
      expect(fields({ a: { b: [SECRET] } })).to.deep.equal({ a: { b: [HIDDEN] } });
      expect(fields(SECRET)).to.deep.equal(HIDDEN);
    });

    it('lose it in a list, whose items have no kind', () => {
      const { kind: _, ...item } = SECRET;
      const { kind: __, ...hidden } = HIDDEN;
      expect(fields({ list: { kind: 'SecretList', items: [item] } })).to.deep.equal({ list: { kind: 'SecretList', items: [hidden] } });
    });

    it('lose it in the diffs and patches of a record about a Secret', () => {
      const diff = [{ op: 'change', path: ['data', 'password'], old: 'x', new: 'y' }];
      const hidden = [{ op: 'change', path: ['data', 'password'], old: REDACTED, new: REDACTED }];
      expect(fields({ kind: 'Secret', name: 's', diff, patch: { data: { a: 'b' } } })).to.deep.equal({
        kind: 'Secret',
        name: 's',
        diff: hidden,
        patch: { data: REDACTED },
      });
      expect(fields({ kind: 'Printer', diff })).to.deep.equal({ kind: 'Printer', diff });
    });

    it('lose what kubectl noted of them', () => {
      const annotations = { [LAST_APPLIED]: JSON.stringify(SECRET), other: 'stays' };
      const hidden = { [LAST_APPLIED]: REDACTED, other: 'stays' };
      expect(fields({ object: { kind: 'Secret', metadata: { annotations } } })).to.deep.equal({
        object: { kind: 'Secret', metadata: { annotations: hidden } },
      });
      expect(fields({ annotations })).to.deep.equal({ annotations: hidden });
    });

    for (const [name, text] of [
      ['JSON', JSON.stringify(SECRET)],
      ['indented JSON', JSON.stringify(SECRET, undefined, 2)],
      ['JSON within JSON', JSON.stringify({ body: JSON.stringify(SECRET) })],
      ['YAML', 'apiVersion: v1\nkind: Secret\ndata:\n  password: aHVudGVyMg==\n'],
    ] as const) {
      it(`are taken out of texts as a whole: ${name}`, () => {
        expect(new Redactor().text(text)).to.equal(REDACTED);
      });
    }

    it('are not mixed up with what is only called like them', () => {
      for (const text of [
        '{"kind":"SecretStore","data":{"a":"b"}}',
        'no kind: Secret was found',
        '{"kind":"ConfigMap","data":{"a":"b"}}',
      ]) {
        expect(new Redactor().text(text)).to.equal(text);
      }
      const map = { kind: 'ConfigMap', data: { a: 'b' } };
      expect(fields({ map })).to.deep.equal({ map });
      expect(fields({ spec: { secret: 'its-name' } })).to.deep.equal({ spec: { secret: 'its-name' } });
    });
  });

  describe('credentials', () => {
    for (const [text, expected] of [
      ['sent Bearer abc.DEF-123_x=', `sent Bearer ${REDACTED}`],
      ['authorization: Basic dXNlcjpwYXNz', `authorization: Basic ${REDACTED}`],
      ['{"Authorization":"Bearer abcdef"}', `{"Authorization":"Bearer ${REDACTED}"}`],
      ['Authorization=abcdef', `Authorization=${REDACTED}`],
      ['the token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln is bad', `the token ${REDACTED} is bad`],
      ['https://user:pass@host/path', `https://${REDACTED}@host/path`],
      ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', REDACTED],
      ['https://host/a:b@c', 'https://host/a:b@c'],
      ['Basic authentication failed', 'Basic authentication failed'],
    ] as const) {
      it(`are taken out of ${JSON.stringify(text)}`, () => {
        expect(new Redactor().text(text)).to.equal(expected);
      });
    }

    it('are taken out by their key, and as a pair', () => {
      const given = {
        Authorization: 'x',
        'proxy-authorization': ['x'],
        access_token: 'x',
        password: { a: 'x' },
        token: undefined,
        passphrase: null,
      };
      expect(fields(given)).to.deep.equal({
        Authorization: REDACTED,
        'proxy-authorization': REDACTED,
        access_token: REDACTED,
        password: REDACTED,
        passphrase: null,
      });
      expect(
        fields({
          headers: [
            ['Authorization', 'x'],
            ['accept', 'y'],
          ],
        }),
      ).to.deep.equal({
        headers: [
          ['Authorization', REDACTED],
          ['accept', 'y'],
        ],
      });
    });
  });

  describe('options marked secret', () => {
    const secrets = ['hunter2', 'hunter2-longer', 'abc', ''];

    it('are taken out of texts, keys and values, the longest first, in base64 too', () => {
      const redactor = new Redactor({ secrets });
      expect(redactor.text('a hunter2 and hunter2-longer')).to.equal(`a ${REDACTED} and ${REDACTED}`);
      expect(redactor.text(Buffer.from('hunter2').toString('base64'))).to.equal(REDACTED);
      expect(redactor.fields({ hunter2: ['x hunter2'] })).to.deep.equal({ [REDACTED]: [`x ${REDACTED}`] });
      expect(new Redactor({ secrets: ['1234'] }).fields({ pin: 1234, other: 12345 })).to.deep.equal({ pin: REDACTED, other: 12345 });
    });

    it('that are very short are taken out only where they are the whole text', () => {
      const redactor = new Redactor({ secrets });
      expect(redactor.text('abc')).to.equal(REDACTED);
      expect(redactor.text('abcdef')).to.equal('abcdef');
    });
  });

  describe('errors', () => {
    it('become message and code, with their causes', () => {
      const cause = new ApiError({ status: 404, reason: 'NotFound', method: 'GET', path: '/x', message: 'gone' });
      expect(fields({ error: new PermanentError('no', { cause }) })).to.deep.equal({
        error: { message: 'no', code: 'PERMANENT', cause: { message: 'GET /x: 404 NotFound: gone', code: 'API' } },
      });
      expect(fields({ error: new TypeError('bad') })).to.deep.equal({ error: { message: 'bad', name: 'TypeError' } });
      expect(fields({ error: new AggregateError([new Error('a')], 'all') })).to.deep.equal({
        error: { message: 'all', name: 'AggregateError', errors: [{ message: 'a' }] },
      });
    });

    it('keep their stacks when asked to, without secrets', () => {
      const { error } = fields({ error: new Error('hunter2') }, { stacks: true, secrets: ['hunter2'] }) as {
        error: { message: string; stack: string };
      };
      expect(error.message).to.equal(REDACTED);
      expect(error.stack).to.match(/^Error: \[redacted\]\n {4}at /);
    });
  });

  it('makes plain data of everything', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const given = {
      date: new Date(0),
      map: new Map([['a', 1]]),
      set: new Set([1]),
      bytes: new Uint8Array(3),
      big: 10n,
      not: Number.NaN,
      none: undefined,
      list: [undefined],
      call: function named() {},
      url: new URL('http://host/'),
      cycle,
      hostile: {
        get a() {
          throw new Error('ha');
        },
      },
    };
    expect(fields(given)).to.deep.equal({
      date: '1970-01-01T00:00:00.000Z',
      map: { a: 1 },
      set: [1],
      bytes: '[3 bytes]',
      big: '10',
      not: 'NaN',
      list: [null],
      call: 'function named',
      url: 'http://host/',
      cycle: { self: '[circular]' },
      hostile: '[unreadable: ha]',
    });
  });

  it('shows one object that stands in two places twice', () => {
    const shared = { a: 1 };
    expect(fields({ left: shared, right: shared })).to.deep.equal({ left: { a: 1 }, right: { a: 1 } });
  });

  it('leaves out what is too deep or too much', () => {
    let deep: object = {};
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(JSON.stringify(fields(deep)))
      .to.include('[…]')
      .and.have.length.below(200);
    expect((fields({ list: Array.from({ length: 20_000 }, (_, index) => index) }).list as unknown[]).length).to.be.below(10_001);
  });

  it('changes nothing of what it is given', () => {
    const before = structuredClone(SECRET);
    fields({ SECRET });
    expect(SECRET).to.deep.equal(before);
  });
});
