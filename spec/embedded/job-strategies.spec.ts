import { expect } from 'chai';
import { cronJobStrategy, jobStrategy } from '../../lib/embedded/job-strategies.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';

const jobOf = (spec: object = {}): JsonObject => ({
  metadata: { name: 'j', uid: 'u' },
  spec: { template: { spec: { containers: [{ name: 'c', image: 'x' }], restartPolicy: 'Never' } }, ...spec },
});

describe('jobStrategy', () => {
  it('gives a Job its selector', () => {
    const draft = jobOf();
    jobStrategy.fillIn?.(draft);
    jobStrategy.prepareCreate?.(draft);
    expect(draft.spec).to.deep.include({
      backoffLimit: 6,
      completions: 1,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
    });
    expect(draft.spec.template.metadata.labels).to.include({ 'job-name': 'j' });
  });

  it('demands a restart policy that ends', () => {
    const { template } = jobOf().spec;
    const always = jobOf({ template: { spec: { ...template.spec, restartPolicy: 'Always' } } });
    expect(jobStrategy.validate?.(always).map(({ message }) => message)).to.deep.equal([
      'Required value: valid values: "OnFailure", "Never"',
    ]);
  });
});

describe('cronJobStrategy', () => {
  it('demands a schedule of five fields, or a word for one', () => {
    const wrong = (schedule?: string) =>
      cronJobStrategy.validate?.({ spec: { schedule, jobTemplate: { spec: jobOf().spec } } }).map(({ field }) => field);
    expect([wrong('* * * * *'), wrong('@daily'), wrong('* *'), wrong()]).to.deep.equal([[], [], ['spec.schedule'], ['spec.schedule']]);
  });
});
