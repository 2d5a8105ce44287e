import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { KWOK_STAGES } from '../../lib/testing/kwok-stages.ts';

describe('KWOK_STAGES', () => {
  const stages = parseAllDocuments(KWOK_STAGES).map((document) => document.toJS());

  it('is YAML of stages for nodes and Pods', () => {
    expect(stages.map(({ kind, metadata, spec }) => [kind, metadata.name, spec.resourceRef.kind])).to.deep.equal([
      ['Stage', 'node-is-ready', 'Node'],
      ['Stage', 'pod-runs', 'Pod'],
      ['Stage', 'pod-of-a-job-completes', 'Pod'],
      ['Stage', 'pod-goes', 'Pod'],
    ]);
  });

  it('closes each of its loops', () => {
    for (const { spec } of stages) {
      const template: string = spec.next.statusTemplate ?? '';
      expect(template.match(/{{ range /g)?.length).to.equal(template.match(/{{ end }}/g)?.length);
    }
  });
});
