import { expect } from 'chai';
import { Particulars } from '../../lib/controller/particulars.ts';
import { finishedRecord } from '../../lib/resource/record.ts';
import { WriteLine } from '../../lib/resource/write-line.ts';
import { aWidget } from '../support/a-widget.ts';

const essence = { generation: 1, marks: 'm', content: undefined };

describe('Particulars', () => {
  it('are ordinary when nothing of them has to be remembered', () => {
    expect(new Particulars().isOrdinary).to.equal(true);
  });

  const out: Record<string, (particulars: Particulars) => void> = {
    'a retry waits': (particulars) => {
      particulars.retry = { handler: 'reconcile', essence, failures: 1, dueAt: 5 };
    },
    'a call has failed for good': (particulars) => {
      particulars.failed = { handler: 'reconcile', essence };
    },
    'a record waits': (particulars) => {
      particulars.late = { record: finishedRecord(true, essence), clearsError: true, dueAt: 5 };
    },
    'writes wait for each other': (particulars) => {
      particulars.line = new WriteLine();
    },
    'a call is asked for': ({ asked }) => asked.set('requeue', 5),
    'a child is to be told of': ({ children }) => children.add({ type: 'ADDED', child: aWidget() }),
    'a method fails': ({ failing }) => failing.add('poll'),
    'an Event of a failure was posted': (particulars) => {
      particulars.postedFailures = new Map([['reconcile', { message: 'no', essence }]]);
    },
  };
  for (const [what, arrange] of Object.entries(out)) {
    it(`are not while ${what}`, () => {
      const particulars = new Particulars();
      arrange(particulars);
      expect(particulars.isOrdinary).to.equal(false);
    });
  }

  for (const name of ['cleanedUp', 'left', 'moved', 'isDoubtful', 'mayShowError'] as const) {
    it(`are not once it is true that it is ${name}`, () => {
      expect(Object.assign(new Particulars(), { [name]: true }).isOrdinary).to.equal(false);
    });
  }
});
