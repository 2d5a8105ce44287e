/** What a term is; how objects are handled in it, and come and go, is in the specs of Controller and ObjectHandover. */
import { expect } from 'chai';
import type { Leadership, ObjectShare } from '../../lib/controller/controller-context.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('ClassTerms', () => {
  class Shared extends Widget {
    async ensureCreated() {
      this.status = { step: 'made' };
    }
    async ensureModified() {}
  }
  let run: ControllerRun;
  let clusters: number;
  let asked: number;
  beforeEach(() => {
    run = new ControllerRun(Shared, { standby: true });
    clusters = 0;
    asked = 0;
  });
  afterEach(() => run.stop());

  function lead(): void {
    const share: ObjectShare = {
      graceSeconds: 20,
      owns: () => {
        asked += 1;
        return true;
      },
      ownerOf: () => ({ owner: 'me', self: 'me', here: true, heldBy: [] }),
      clusterUntil: () => {
        clusters += 1;
        return run.cluster;
      },
      isDoubtful: () => false,
      departed: () => undefined,
    };
    const leadership: Leadership = { cluster: run.cluster, mayAct: () => true, share };
    run.controller.lead(leadership);
  }

  it('makes the cluster of an object once in a term', async () => {
    lead();
    await run.add('a');
    await run.edit({ spec: { size: 2 } });
    await run.edit({ spec: { size: 3 } });
    expect(run.calls).to.have.length(3);
    expect(clusters).to.equal(1);
    await run.add('b');
    expect(clusters).to.equal(2);
  });

  it('makes it anew in the next term', async () => {
    lead();
    await run.add('a');
    await run.controller.standBy();
    lead();
    await run.settle();
    await run.edit({ spec: { size: 2 } });
    expect(clusters).to.equal(2);
  });

  it('asks whose an object is only so often in a turn', async () => {
    lead();
    await run.add('a');
    asked = 0;
    await run.edit({ metadata: { labels: { size: 'large' } } });
    expect(run.calls).to.have.length(2);
    expect(asked).to.be.at.most(8);
  });

  it('gives no turns before it begins', async () => {
    await run.add('a');
    expect(run.calls).to.deep.equal([]);
    lead();
    await run.settle();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
  });
});
