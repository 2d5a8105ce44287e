import { expect } from 'chai';
import { explorationReport } from '../../lib/testing/explore.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { ForgetfulNote, notesIn } from '../support/explored-notes.ts';
import { testNamespace } from '../support/test-namespace.ts';

// Two disturbances, whose verdicts are those of explore.spec.ts; bench/explore-real.ts makes as many as there is time for.
describeOnBothClusters('exploring a cluster that is there', (cluster) => {
  it('gives the verdicts that it gives in the process', async function () {
    this.timeout(180_000);
    const namespace = await testNamespace(cluster());
    const { failures, made, text } = await explorationReport(notesIn(namespace), {
      operator: ForgetfulNote,
      kinds: ['kill'],
      only: /^killed right (before|after) POST configmaps/,
      keeps: () => true,
      args: ['--namespace', namespace],
      cluster: cluster(),
      namespaces: [namespace],
      quietSeconds: 0.2,
      patienceSeconds: 5,
    });
    expect(made, text).to.have.members(
      ['before', 'after'].map((when) => `killed right ${when} POST configmaps ${namespace}, and restarted`),
    );
    expect(
      failures.map(({ title, findings }) => [title, ...findings.map(({ kind }) => kind)]),
      text,
    ).to.deep.equal([[`killed right after POST configmaps ${namespace}, and restarted`, 'leak']]);
    expect((await cluster().client.list({ apiVersion: 'explored.example.com/v1', kind: 'Note' }, { namespace })).items).to.deep.equal([]);
  });
});
