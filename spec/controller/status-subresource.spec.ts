import { expect } from 'chai';
import { Progress } from '../../lib/controller/progress.ts';
import { StatusSubresource } from '../../lib/controller/status-subresource.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Widget } from '../support/controller-run.ts';
import { FakeCluster } from '../support/fake-cluster.ts';

describe('StatusSubresource', () => {
  let clock: FakeClock;
  let asked: (boolean | undefined)[];
  let answer: boolean;
  let learning: Promise<void> | undefined;
  let learnt: string[];
  let over: AbortController;
  let followed: Promise<void>;
  let subresource: StatusSubresource;

  beforeEach(() => {
    [clock, asked, answer, learning, learnt, over] = [new FakeClock(), [], true, undefined, [], new AbortController()];
    const cluster = new FakeCluster([]);
    cluster.hasStatusSubresource = async (_kind, anew) => {
      asked.push(anew);
      return answer;
    };
    class Created extends Widget {
      async ensureCreated() {}
    }
    subresource = new StatusSubresource({
      context: { cluster, clock, logger: new CollectedLog(), type: resolveClass(Created) },
      isThere: () => true,
      progress: new Progress(),
      learnt: (isFirst) => {
        learnt.push(`${isFirst ? 'first' : 'then'} ${subresource.known}`);
        return learning;
      },
    });
    followed = subresource.follow(over.signal);
  });
  afterEach(async () => {
    over.abort();
    await followed;
  });

  it('is asked for once, and again after each list that had to be made anew', async () => {
    expect(subresource.known).to.equal(undefined);
    await clock.advance(0);
    expect([asked, learnt]).to.deep.equal([[false], ['first true']]);
    subresource.listedAnew();
    await clock.advance(0);
    expect([asked, learnt]).to.deep.equal([[false, true], ['first true']]);
    answer = false;
    subresource.listedAnew();
    await clock.advance(0);
    expect(learnt).to.deep.equal(['first true', 'then false']);
  });

  it('is asked for once more when a list comes while somebody is being told', async () => {
    await clock.advance(0);
    const told = Promise.withResolvers<void>();
    [answer, learning] = [false, told.promise];
    subresource.listedAnew();
    await clock.advance(0);
    [answer, learning] = [true, undefined];
    subresource.listedAnew();
    await clock.advance(0);
    expect(asked.length).to.equal(2);
    told.resolve();
    await clock.advance(0);
    expect([asked.length, learnt]).to.deep.equal([3, ['first true', 'then false', 'then true']]);
  });
});
