import { expect } from 'chai';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import { AGE_COLUMN, ageOf, durationText, metadataOf, pairsText, tableOf } from '../../lib/embedded/table.ts';

describe('tableOf', () => {
  const kind = { group: '', version: 'v1', columns: [AGE_COLUMN] } as unknown as ResourceKind;
  const object = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: 1 };
  const options = { now: Date.UTC(2026, 0, 1, 1), metadata: { resourceVersion: '1' } };

  it('has a row for each object, with as much of it as was asked for', () => {
    expect(tableOf(kind, [object], { ...options, content: 'None' }).rows).to.deep.equal([{ cells: ['a', '60m'], object: null }]);
    expect(tableOf(kind, [object], { ...options, content: 'Object' }).rows[0].object).to.equal(object);
    expect(tableOf(kind, [object], { ...options, content: 'Metadata' }).rows[0].object).to.deep.equal(metadataOf(object));
  });

  it('names its columns once', () => {
    const names = (headers: boolean) =>
      tableOf(kind, [], { ...options, content: 'None', headers }).columnDefinitions?.map(({ name }: { name: string }) => name);
    expect([names(true), names(false)]).to.deep.equal([['Name', 'Age'], undefined]);
  });
});

describe('durationText', () => {
  const second = 1000;
  const hour = 3600 * second;
  const cases: [number, string][] = [
    [0, '0s'],
    [119 * second, '119s'],
    [150 * second, '2m30s'],
    [20 * 60 * second, '20m'],
    [4 * hour + 60 * second, '4h1m'],
    [30 * hour, '30h'],
    [50 * hour, '2d2h'],
    [10 * 24 * hour, '10d'],
    [800 * 24 * hour, '2y70d'],
  ];
  for (const [duration, text] of cases) it(`${duration} ms is ${text}`, () => expect(durationText(duration)).to.equal(text));

  it('is unknown without a beginning', () => expect(ageOf(undefined, 0)).to.equal('<unknown>'));
});

describe('pairsText', () => {
  it('joins, or says that there is nothing', () =>
    expect([pairsText({ b: 1, a: 2 }), pairsText({}), pairsText(undefined)]).to.deep.equal(['a=2,b=1', '<none>', '<none>']));
});
