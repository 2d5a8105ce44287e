import { expect } from 'chai';
import { HookRunError } from '../../lib/base/errors.ts';
import { readMetricFile } from '../../lib/hooks/metric-document.ts';

const read = (...documents: object[]) => readMetricFile(documents.map((document) => JSON.stringify(document)).join('\n'), 'hook.sh');

describe('readMetricFile', () => {
  it('reads every action, and the short forms of two', () => {
    const labels = { a: 'b' };
    expect(
      read(
        { name: 'a', action: 'add', value: 1, labels },
        { name: 'b', add: 2 },
        { name: 'c', action: 'set', value: -1.5, group: 'g' },
        { name: 'd', set: 0 },
        { name: 'e', action: 'observe', value: 3, buckets: [2, 1, 2] },
        { action: 'expire' },
        { action: 'expire', group: 'g' },
      ),
    ).to.deep.equal({
      warnings: [],
      operations: [
        { name: 'a', action: 'add', value: 1, labels, group: 'hook.sh' },
        { name: 'b', action: 'add', value: 2, labels: {}, group: 'hook.sh' },
        { name: 'c', action: 'set', value: -1.5, labels: {}, group: 'g' },
        { name: 'd', action: 'set', value: 0, labels: {}, group: 'hook.sh' },
        { name: 'e', action: 'observe', value: 3, labels: {}, group: 'hook.sh', buckets: [1, 2] },
        { action: 'expire', group: 'hook.sh' },
        { action: 'expire', group: 'g' },
      ],
    });
  });

  it('passes over an action that it does not know, with a warning', () => {
    const { operations, warnings } = read({ name: 'a', action: 'sub', value: 1 }, { name: 'b', set: 1 });
    expect([operations.length, warnings]).to.deep.equal([1, ['METRICS_PATH: document 1: unknown action "sub"']]);
  });

  it('reads nothing from an empty file', () => expect(readMetricFile('', 'h')).to.deep.equal({ operations: [], warnings: [] }));

  const wrong: [object, string][] = [
    [{ name: 'a' }, "one of 'action', 'set' or 'add' is required"],
    [{ name: 'a', add: 1, set: 1 }, "one of 'action', 'set' or 'add' is required"],
    [{ set: 1 }, "'name' is required"],
    [{ name: 'a b', set: 1 }, '"a b" is no name of a metric'],
    [{ name: 'a', action: 'set' }, "'value' is required for action 'set'"],
    [{ name: 'a', set: '1' }, "'value' must be a number"],
    [{ name: 'a', add: -1 }, "a counter can't go down"],
    [{ name: 'a', action: 'observe', value: 1 }, "'buckets' is required for action 'observe'"],
    [{ name: 'a', action: 'observe', value: 1, buckets: ['x'] }, "'buckets' must be a list of numbers"],
    [{ name: 'a', set: 1, labels: { a: 1 } }, "label 'a' must be a string"],
    [{ name: 'a', set: 1, labels: { 'a-b': '' } }, '"a-b" is no name of a label'],
    [{ name: 'a', set: 1, labels: [] }, "'labels' must be an object"],
  ];
  for (const [document, message] of wrong) {
    it(`says: ${message}`, () => expect(() => read({ name: 'ok', set: 1 }, document)).to.throw(HookRunError, `document 2: ${message}`));
  }

  it('refuses what is no row of JSON objects', () =>
    expect(() => readMetricFile('name: a', 'h')).to.throw(HookRunError, 'got bad metrics'));
});
