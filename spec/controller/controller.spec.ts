import { expect } from 'chai';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('Controller', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  it('creates, and writes state and record in one PATCH', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          this.status = { seen: this.metadata.name };
        }
      },
    );
    await run.add();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    expect(run.cluster.requests).to.deep.equal(['patch Widget/status a']);
    expect(run.statusOf()).to.deep.include({ seen: 'a', state: 'processed', observedGeneration: 1 });
    expect(run.statusOf().handled).to.include({ created: true });
  });
});
