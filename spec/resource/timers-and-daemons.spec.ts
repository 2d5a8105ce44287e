import { expect } from 'chai';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { resolveDaemons, resolveTimers } from '../../lib/resource/timers-and-daemons.ts';
import { Widget } from '../support/controller-run.ts';

describe('timers and daemons of a class', () => {
  const withStatics = (statics: object): CRDClass => Object.assign(class extends Widget {}, statics) as CRDClass;

  it('have defaults', () => {
    const poll = { name: 'poll', intervalSeconds: 60, initialDelaySeconds: 0, idleSeconds: 0, sharp: false };
    expect(resolveTimers({ TIMERS: { poll: { intervalSeconds: 60 } } })).to.deep.equal([poll]);
    expect(resolveDaemons({ DAEMONS: { follow: {} } })).to.deep.equal([{ name: 'follow', graceSeconds: 5 }]);
  });

  it('are none where none are declared', () => {
    expect([resolveTimers({}), resolveDaemons({ DAEMONS: { follow: undefined } })]).to.deep.equal([[], []]);
  });

  it('ask for a finalizer only when they say so', () => {
    const finalizerOf = (statics: object) => resolveClass(withStatics(statics)).finalizer;
    expect(finalizerOf({ TIMERS: { poll: { intervalSeconds: 1 } }, DAEMONS: { follow: {} } })).to.equal(undefined);
    expect(finalizerOf({ DAEMONS: { follow: { finalizer: true } } })).to.equal('widgets.bench.example.com/finalizer');
    expect(finalizerOf({ TIMERS: { poll: { intervalSeconds: 1, finalizer: true } }, FINALIZER: 'example.com/x' })).to.equal(
      'example.com/x',
    );
  });
});
