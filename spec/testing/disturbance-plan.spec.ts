import { expect } from 'chai';
import { disturbancesOf, type LearnedRun, planCases } from '../../lib/testing/disturbance-plan.ts';

const request = (method: string, name: string, sort: 'write' | 'read' | 'watch' | 'apart') => ({
  mark: { signature: `${method} /api/v1/namespaces/default/${name}`, occurrence: 1 },
  sort,
  method: method === 'WATCH' ? 'GET' : method,
});
const LEARNED: LearnedRun = {
  requests: [
    request('WATCH', 'pods', 'watch'),
    request('PATCH', 'pods/a', 'write'),
    request('POST', 'secrets', 'write'),
    request('POST', 'events', 'apart'),
  ],
  states: [
    { signature: 'pods default/a', occurrence: 1, type: 'ADDED' },
    { signature: 'pods default/a', occurrence: 2, type: 'MODIFIED' },
  ],
};
const counts = (kinds: readonly string[]) =>
  Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]));

describe('the plan of disturbances', () => {
  it('has each that the learnt run allows', () => {
    expect(counts(disturbancesOf(LEARNED).map(({ kind }) => kind))).to.deep.equal({
      failure: 3 + 4 + 3,
      kill: 4,
      absence: 2,
      deposed: 2,
      past: 4,
      lag: 2,
      missed: 1,
    });
  });

  it('refuses no creation with a conflict, and disturbs no Event', () => {
    const failures = disturbancesOf(LEARNED).flatMap((each) => (each.kind === 'failure' ? [`${each.how} ${each.request.signature}`] : []));
    expect(failures.filter((failure) => failure.startsWith('conflict'))).to.deep.equal([
      'conflict PATCH /api/v1/namespaces/default/pods/a',
    ]);
    expect(failures.some((failure) => failure.includes('events'))).to.equal(false);
  });

  it('draws pairs by seed: the same for the same, others for another', () => {
    const titles = (seed: number) => planCases(LEARNED, { seeds: [seed], pairs: 5, kinds: ['pair'] }).map(({ title }) => title);
    expect(titles(1)).to.deep.equal(titles(1));
    expect(titles(1)).to.not.deep.equal(titles(2));
    expect(titles(1)).to.have.lengthOf(5);
    const [pair] = planCases(LEARNED, { seeds: [9], pairs: 1, kinds: ['pair'] });
    expect(pair?.disturbances).to.have.lengthOf(2);
    expect([pair?.seed, pair?.title.endsWith('(seed 9)')]).to.deep.equal([9, true]);
  });

  it('takes turns among the kinds, so that its beginning is a sample', () => {
    const cases = planCases(LEARNED, { seeds: [1], pairs: 0 });
    expect(new Set(cases.slice(0, 7).map(({ kind }) => kind)).size).to.equal(7);
    expect(cases).to.have.lengthOf(disturbancesOf(LEARNED).length);
    expect(new Set(cases.map(({ title }) => title)).size).to.equal(cases.length);
  });

  it('leaves out kinds that are not asked for', () => {
    const cases = planCases(LEARNED, { seeds: [1], pairs: 5, kinds: ['kill'] });
    expect(counts(cases.map(({ kind }) => kind))).to.deep.equal({ kill: 4 });
  });
});
