import { inspect } from 'node:util';
import { expect } from 'chai';
import { changeOf } from '../../lib/resource/change.ts';
import { diffObjects } from '../../lib/resource/diff.ts';
import { aWidget } from '../support/a-widget.ts';

describe('diffObjects', () => {
  type Case = [what: string, old: unknown, current: unknown, diff: [op: string, path: string, old: unknown, current: unknown][]];
  const cases: Case[] = [
    ['nothing', { a: { b: [1] } }, { a: { b: [1] } }, []],
    ['a value', { a: 1 }, { a: 2 }, [['change', 'a', 1, 2]]],
    ['a value further down', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, [['change', 'a.b', 1, 2]]],
    ['a field that came', {}, { a: { b: 1 } }, [['add', 'a', undefined, { b: 1 }]]],
    ['a field that went', { a: { b: 1 } }, { a: {} }, [['remove', 'a.b', 1, undefined]]],
    ['an array, which is whole', { a: [1, 2] }, { a: [1, 3] }, [['change', 'a', [1, 2], [1, 3]]]],
    ['another type', { a: { b: 1 } }, { a: 'text' }, [['change', 'a', { b: 1 }, 'text']]],
    ['null', { a: null }, { a: 1 }, [['change', 'a', null, 1]]],
    [
      'several fields',
      { a: 1, b: 1 },
      { b: 2, c: 3 },
      [
        ['remove', 'a', 1, undefined],
        ['change', 'b', 1, 2],
        ['add', 'c', undefined, 3],
      ],
    ],
  ];
  for (const [what, old, current, diff] of cases) {
    it(`shows ${what}`, () => {
      const found = diffObjects(old, current).map((entry) => [entry.op, entry.path.join('.'), entry.old, entry.new]);
      expect(found).to.deep.equal(diff);
    });
  }

  it('keeps names with dots apart', () => {
    expect(diffObjects({}, { labels: undefined, 'app.io/name': 'x' })).to.deep.equal([
      { op: 'add', path: ['app.io/name'], old: undefined, new: 'x' },
    ]);
  });
});

describe('changeOf', () => {
  const old = aWidget({ spec: { size: 1 } });
  const current = { ...aWidget({ version: 2, spec: { size: 2 } }), status: { a: 1 } };

  it('has both versions under both names, which can be taken apart', () => {
    const { previous, current: now, reason, attempt, diff } = changeOf({ reason: 'modified', old: () => old, current, attempt: 2 });
    expect([previous, now, reason, attempt]).to.deep.equal([old, current, 'modified', 2]);
    expect(diff).to.deep.equal([{ op: 'change', path: ['spec', 'size'], old: 1, new: 2 }]);
  });

  it('tells of the first label and of the last one by their own paths', () => {
    const labelled = aWidget({ metadata: { labels: { 'app.io/name': 'x' } }, spec: { size: 1 } });
    const added = changeOf({ reason: 'modified', old: () => old, current: labelled, attempt: 1 });
    expect(added.diff).to.deep.equal([{ op: 'add', path: ['metadata', 'labels', 'app.io/name'], old: undefined, new: 'x' }]);
    const removed = changeOf({ reason: 'modified', old: () => labelled, current: old, attempt: 1 });
    expect(removed.diff).to.deep.equal([{ op: 'remove', path: ['metadata', 'labels', 'app.io/name'], old: 'x', new: undefined }]);
  });

  it('has an empty diff without an old version, and computes it once', () => {
    expect(changeOf({ reason: 'missed', old: () => undefined, current, attempt: 1 }).diff).to.deep.equal([]);
    const change = changeOf({ reason: 'modified', old: () => old, current, attempt: 1 });
    expect(change.diff).to.equal(change.diff);
  });

  it('can be spread, listed, written as JSON and shown like a plain object', () => {
    const change = changeOf({ reason: 'modified', old: () => old, current, attempt: 1 });
    const diff = [{ op: 'change', path: ['spec', 'size'], old: 1, new: 2 }];
    const plain = { reason: 'modified', old, new: current, previous: old, current, diff, attempt: 1 };
    expect({ ...change }).to.deep.equal(plain);
    expect(change).to.deep.equal(plain);
    expect(JSON.parse(JSON.stringify(change))).to.deep.equal(plain);
    expect('old' in change && Object.keys(change).length).to.equal(7);
    expect(inspect(change)).to.equal(inspect(plain));
  });

  it('does not read the old version before somebody asks', () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      return old;
    };
    const change = changeOf({ reason: 'modified', old: read, current, attempt: 1 });
    expect([change.reason, change.new, reads]).to.deep.equal(['modified', current, 0]);
    expect([change.old, change.previous, change.diff.length, reads]).to.deep.equal([old, old, 1, 1]);
  });
});
