import { expect } from 'chai';
import { isPlainAnswer, readWatchLine, type WatchLine } from '../../lib/watch/watch-line.ts';
import { aWidget } from '../support/a-widget.ts';

function read(text: string): WatchLine {
  const bytes = Buffer.from(`\n${text}\n`);
  return readWatchLine(bytes, 1, bytes.length - 1, '/widgets');
}

describe('readWatchLine', () => {
  for (const type of ['ADDED', 'MODIFIED', 'DELETED'] as const) {
    it(`reads ${type} as API servers write it`, () => {
      const line = read(JSON.stringify({ type, object: aWidget({ version: 7 }) }));
      if (line.type !== type) throw new Error(line.type);
      expect(line.object.parse()).to.deep.equal(aWidget({ version: 7 }));
    });
    it(`reads ${type} in any other way to write JSON`, () => {
      const swapped = read(JSON.stringify({ object: aWidget(), type }, null, 1).replaceAll('\n', ' '));
      if (swapped.type !== type) throw new Error(swapped.type);
      expect(swapped.object.parse()).to.deep.equal(aWidget());
    });
  }

  it('reads bookmarks, and the one that ends a list', () => {
    const object = { kind: 'Widget', metadata: { resourceVersion: '9' } };
    expect(read(JSON.stringify({ type: 'BOOKMARK', object }))).to.deep.equal({
      type: 'BOOKMARK',
      resourceVersion: '9',
      initialEventsEnd: false,
    });
    const last = { ...object, metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } } };
    expect(read(JSON.stringify({ type: 'BOOKMARK', object: last }))).to.deep.include({ initialEventsEnd: true });
  });

  it('makes an ApiError of an ERROR, also of one that carries nothing usable', () => {
    const gone = read(
      '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old","details":{"retryAfterSeconds":3}}}',
    );
    if (gone.type !== 'ERROR') throw new Error(gone.type);
    expect(gone.error).to.deep.include({ status: 410, reason: 'Expired', retryAfterSeconds: 3 });
    for (const text of ['{"type":"ERROR"}', '{"type":"ERROR","object":"boom"}', '{"type":"ERROR","object":{"code":"x","details":5}}']) {
      const odd = read(text);
      if (odd.type !== 'ERROR') throw new Error(odd.type);
      expect(odd.error.status).to.equal(500);
    }
  });

  it('names a type that it does not know', () => {
    expect(read('{"type":"SIDEWAYS","object":{}}')).to.deep.equal({ type: 'UNKNOWN', name: 'SIDEWAYS' });
  });

  const whole = JSON.stringify({ type: 'ADDED', object: aWidget({ metadata: { labels: { a: 'b' } }, spec: { a: { b: 1 } } }) });
  it('refuses a line that is cut off, unless what is missing is no more than braces after the metadata', () => {
    const afterMetadata = whole.indexOf(',"spec"');
    for (let length = 1; length < whole.length; length++) {
      const text = whole.slice(0, length);
      if (length <= afterMetadata || !text.endsWith('}}')) expect(() => read(text), text).to.throw(SyntaxError);
    }
  });

  for (const text of [
    'null',
    '5',
    '[]',
    '"x"',
    '{"type":5}',
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":null}',
    '{"type":"BOOKMARK","object":{}}',
  ]) {
    it(`refuses ${text.slice(0, 40)}`, () => {
      expect(() => read(text)).to.throw(SyntaxError);
    });
  }
});

describe('isPlainAnswer', () => {
  for (const text of ['{"kind":"WidgetList"', '{\n  "apiVersion": "v1"', '{"items":[', '{"metadata":{}']) {
    it(`knows that ${JSON.stringify(text)} begins no event`, () => expect(isPlainAnswer(Buffer.from(text))).to.equal(true));
  }
  for (const text of ['{"type":"ADDED"', '{"object":{"kind"', '{']) {
    it(`takes ${text} for an event`, () => expect(isPlainAnswer(Buffer.from(text))).to.equal(false));
  }
});
