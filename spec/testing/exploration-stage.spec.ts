import { expect } from 'chai';
import type { Client } from '../../lib/cluster/client.ts';
import { explorationStage, type StageParts } from '../../lib/testing/exploration-stage.ts';

/** A run whose time passes in steps of two seconds at most. */
function parts(): StageParts & { seconds: number; needed: number } {
  return {
    seconds: 0,
    needed: 0,
    client: {} as Client,
    now() {
      return this.seconds;
    },
    async pass(most) {
      this.seconds += Math.min(2, most);
    },
    async calm() {},
    async settle() {},
    needOperator() {
      this.needed += 1;
    },
    objects: () => [],
  };
}

describe('the stage of a scenario', () => {
  it('waits until a look is truthy, on the time of the run', async () => {
    const run = parts();
    const seen = await explorationStage(run).until(() => run.seconds >= 3 && 'there');
    expect([seen, run.seconds, run.needed]).to.deep.equal(['there', 4, 0]);
  });

  it('takes a throw as not yet, asks for the operator after a while, and gives up with what it saw last', async () => {
    const run = parts();
    const look = () => {
      throw new Error('none');
    };
    const error = await explorationStage(run)
      .until(look, { timeoutSeconds: 7 })
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('not within 7 s').and.contain('none');
    expect([run.seconds, run.needed > 0]).to.deep.equal([7, true]);
    const falsy = await explorationStage(parts())
      .until(() => 0, { timeoutSeconds: 1 })
      .catch((thrown: unknown) => thrown);
    expect(String(falsy)).to.contain('the last look was 0');
  });

  it('asks for the operator before it is too late, also where nothing else has a time', async () => {
    const run = parts();
    run.pass = async (most) => {
      run.seconds += most;
    };
    expect(await explorationStage(run).until(() => run.needed > 0 && 'back')).to.equal('back');
    expect(run.seconds).to.equal(5);
  });

  it('lets time pass, however many steps it takes', async () => {
    const run = parts();
    await explorationStage(run).advance(5);
    expect(run.seconds).to.equal(5);
  });
});
