import { expect } from 'chai';
import { jsonLine, type LogRecord, textLine } from '../../lib/base/log-line.ts';

function aRecord(more: Partial<LogRecord> = {}): LogRecord {
  return { time: Date.UTC(2026, 0, 2, 3, 4, 5, 678), level: 'info', message: 'changed', fields: {}, ...more };
}

const START = '2026-01-02T03:04:05.678Z INFO  changed';

describe('textLine', () => {
  const table: [string, LogRecord['fields'], string][] = [
    ['a record without fields', {}, START],
    [
      'kind, namespace and name first',
      { attempt: 2, name: 'one', namespace: 'team-a', kind: 'Printer' },
      `${START} [Printer team-a/one] attempt=2`,
    ],
    ['a cluster-scoped object', { kind: 'Realm', name: 'one' }, `${START} [Realm one]`],
    ['a kind alone', { kind: 'Printer' }, `${START} [Printer]`],
    ['a namespace alone as a field', { namespace: 'team-a', x: 1 }, `${START} namespace=team-a x=1`],
    ['quotes where they are needed', { a: 'b c', d: '', e: 'x=y', f: 'busybox:1.36' }, `${START} a="b c" d="" e="x=y" f=busybox:1.36`],
    ['other values as JSON', { a: { b: [1, null, true] } }, `${START} a={"b":[1,null,true]}`],
    ['quotes around odd keys', { 'a b': 1 }, `${START} "a b"=1`],
  ];
  for (const [name, fields, expected] of table) {
    it(`writes ${name}`, () => {
      expect(textLine(aRecord({ fields }), false)).to.equal(expected);
    });
  }

  it('lets no text pass for a second record, and moves no cursor', () => {
    const hostile = 'a\n2026-01-02T03:04:05.678Z ERROR forged\r\u001b[2K\u0085\u2028\u202e\u0007';
    const line = textLine(
      aRecord({ message: hostile, fields: { kind: hostile, name: hostile, value: hostile, [hostile]: hostile } }),
      false,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line).to.not.match(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(
      line.startsWith(
        `${START.replace('changed', 'a')}\\n2026-01-02T03:04:05.678Z ERROR forged\\r\\u001b[2K\\u0085\\u2028\\u202e\\u0007 [`,
      ),
    ).to.equal(true);
  });

  it('colours the level alone, and only where it is asked to', () => {
    expect(textLine(aRecord({ level: 'warn' }), true)).to.equal('2026-01-02T03:04:05.678Z \u001b[33mWARN \u001b[0m changed');
  });
});

describe('jsonLine', () => {
  it('writes time, level, message and the fields', () => {
    expect(JSON.parse(jsonLine(aRecord({ fields: { kind: 'Printer', diff: [{ op: 'add' }] } })))).to.deep.equal({
      time: '2026-01-02T03:04:05.678Z',
      level: 'info',
      message: 'changed',
      kind: 'Printer',
      diff: [{ op: 'add' }],
    });
  });

  it('keeps fields that are called like a part of the record', () => {
    expect(JSON.parse(jsonLine(aRecord({ fields: { message: 'x', level: 'y', time: 1 } })))).to.deep.include({
      message: 'changed',
      message_: 'x',
      level_: 'y',
      time_: 1,
    });
  });

  it('is one line that means the same', () => {
    const message = 'a\nb\u2028c\u0085d\u001b';
    const line = jsonLine(aRecord({ message }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line).to.not.match(/[\u0000-\u001f\u007f-\u009f\u2028]/);
    expect(JSON.parse(line).message).to.equal(message);
  });
});
