import { expect } from 'chai';
import type { ControllerObserver, ObservedCall } from '../../lib/controller/controller-context.ts';
import { joinObservers } from '../../lib/controller/joined-observer.ts';
import type { WriteLoop } from '../../lib/resource/write-loop.ts';

describe('joinObservers', () => {
  it('tells every observer everything, in order', () => {
    const told: string[] = [];
    const anObserver = (name: string): Required<ControllerObserver> => ({
      callStarted: () => void told.push(`${name} callStarted`),
      callEnded: (_call, outcome, end) => void told.push(`${name} callEnded ${outcome} ${end.retryAt}`),
      turnFailed: (kind, key, error, wait) => void told.push(`${name} turnFailed ${kind} ${key} ${error} ${wait}`),
      turnOverdue: (kind, key) => void told.push(`${name} turnOverdue ${kind} ${key}`),
      writeLoopFound: () => void told.push(`${name} writeLoopFound`),
    });
    const joined = joinObservers([anObserver('a'), undefined, {}, anObserver('b')]);
    joined.callStarted?.({} as ObservedCall);
    joined.callEnded?.({} as ObservedCall, 'failed', { outcome: 'failed', retryAt: 5 });
    joined.turnFailed?.('Widget', 'a', 'away', 100);
    joined.turnOverdue?.('Widget', 'a');
    joined.writeLoopFound?.({} as WriteLoop);
    const expected = ['callStarted', 'callEnded failed 5', 'turnFailed Widget a away 100', 'turnOverdue Widget a', 'writeLoopFound'];
    expect(told).to.deep.equal(expected.flatMap((what) => [`a ${what}`, `b ${what}`]));
  });

  it('is the observer itself when there is one, and nobody when there is none', () => {
    const observer = {};
    expect(joinObservers([undefined, observer])).to.equal(observer);
    expect(joinObservers([])).to.deep.equal({});
  });
});
