import { expect } from 'chai';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { checkTimersAndDaemons } from '../../lib/resource/timers-and-daemons-check.ts';
import { Widget } from '../support/controller-run.ts';

describe('checkTimersAndDaemons', () => {
  class Busy extends Widget {
    readonly arrow = async () => {};
    async poll() {}
    async follow(_signal: AbortSignal) {}
    async ensureCreated() {}
  }
  const problemsOf = (statics: object) => checkTimersAndDaemons(Object.assign(class extends Busy {}, statics) as CRDClass);

  for (const legal of [
    {},
    { TIMERS: undefined },
    { TIMERS: { poll: { intervalSeconds: 0.5 } } },
    { TIMERS: { poll: { intervalSeconds: 60, initialDelaySeconds: 0, idleSeconds: 30, sharp: true, finalizer: true } } },
    { DAEMONS: { follow: {} } },
    { DAEMONS: { follow: { graceSeconds: 0, finalizer: false } } },
    { TIMERS: { poll: { intervalSeconds: 1 } }, DAEMONS: { follow: {} } },
  ]) {
    it(`takes ${JSON.stringify(legal)}`, () => expect(problemsOf(legal)).to.deep.equal([]));
  }

  const faults: [statics: object, complaint: string][] = [
    [{ TIMERS: ['poll'] }, 'TIMERS must be an object such as { poll: { intervalSeconds: 60 } }, not ["poll"]'],
    [{ TIMERS: { poll: 60 } }, 'TIMERS.poll must be an object, as in { poll: { intervalSeconds: 60 } }, not 60'],
    [{ TIMERS: { poll: {} } }, 'TIMERS.poll.intervalSeconds is missing: it must be a number of seconds'],
    [{ TIMERS: { poll: { intervalSeconds: 0 } } }, 'TIMERS.poll.intervalSeconds must be a number of seconds above 0, not 0'],
    [{ TIMERS: { poll: { intervalSeconds: '1' } } }, 'TIMERS.poll.intervalSeconds must be a number of seconds above 0, not "1"'],
    [
      { TIMERS: { poll: { intervalSeconds: 1, idleSeconds: -1 } } },
      'TIMERS.poll.idleSeconds must be a number of seconds, 0 or more, not -1',
    ],
    [{ TIMERS: { poll: { intervalSeconds: 1, sharp: 'yes' } } }, 'TIMERS.poll.sharp must be true or false, not "yes"'],
    [
      { TIMERS: { poll: { intervalSeconds: 1, intialDelaySeconds: 5 } } },
      'TIMERS.poll has no option intialDelaySeconds; did you mean initialDelaySeconds?',
    ],
    [
      { TIMERS: { pol: { intervalSeconds: 1 } } },
      'TIMERS names pol, but the class has no method of that name (a property is none): write it as `async pol() { … }`; did you mean poll?',
    ],
    [
      { DAEMONS: { arrow: {} } },
      'DAEMONS names arrow, but the class has no method of that name (a property is none): write it as `async arrow(signal) { … }`',
    ],
    [
      { TIMERS: { ensureCreated: { intervalSeconds: 1 } } },
      'TIMERS.ensureCreated names a handler, which is called for changes: give the method another name',
    ],
    [{ DAEMONS: { flush: {} } }, 'DAEMONS.flush names what every CRDBase has: give the method another name'],
    [{ DAEMONS: { follow: { graceSecond: 1 } } }, 'DAEMONS.follow has no option graceSecond; did you mean graceSeconds?'],
    [
      { TIMERS: { poll: { intervalSeconds: 1 } }, DAEMONS: { poll: {} } },
      'poll is both in TIMERS and in DAEMONS: a method is in one of them',
    ],
    [
      { FINALIZER: null, DAEMONS: { follow: { finalizer: true } } },
      'follow asks for a finalizer, but FINALIZER is null: leave one of them out',
    ],
  ];
  for (const [statics, complaint] of faults) {
    it(`says: ${complaint}`, () => expect(problemsOf(statics)).to.deep.equal([complaint]));
  }
});
