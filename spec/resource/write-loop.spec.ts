import { expect } from 'chai';
import { WriteLoopError } from '../../lib/base/errors.ts';
import { Health } from '../../lib/health/health.ts';
import { type IntendedWrite, type WriteLoop, WriteLoops } from '../../lib/resource/write-loop.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget } from '../support/a-widget.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('WriteLoops', () => {
  let clock: FakeClock;
  let logger: RecordingLogger;
  let health: Health;
  let found: WriteLoop[];
  let loops: WriteLoops;
  let version: number;

  beforeEach(() => {
    clock = new FakeClock();
    logger = new RecordingLogger();
    health = new Health();
    found = [];
    version = 10;
    loops = new WriteLoops({ kind: 'Printer', clock, logger, health, found: (loop) => found.push(loop) });
  });

  /** A write of a value over a live one, in a version that nobody has seen before. */
  const over = (live: unknown, wanted: unknown = 'ours', parts: Partial<IntendedWrite> = {}): IntendedWrite => {
    version += 1;
    const missing = [{ path: 'spec.text', live, wanted }];
    return { key: '/Part/team/p', name: 'Part team/p', live: aWidget({ version }), missing, secret: false, ...parts };
  };

  /** Writes if it may; tells whether it did. */
  function write(intended: IntendedWrite): boolean {
    if (!loops.mayWrite(intended)) return false;
    version += 1;
    loops.wrote(intended, aWidget({ version }));
    return true;
  }

  const times = (count: number, each: (index: number) => void) => Array.from({ length: count }, (_, index) => each(index));

  it('lets four equal writes within a minute pass, and the fifth, and then no more', () => {
    times(5, () => write(over('theirs')));
    expect(() => write(over('theirs'))).to.throw(WriteLoopError, 'Part team/p back again and again (spec.text)');
  });

  it('says how long it waits, each time twice as long, up to five minutes', async () => {
    times(5, () => write(over('theirs')));
    const waits: (number | undefined)[] = [];
    for (let round = 0; round < 8; round += 1) {
      try {
        write(over('theirs'));
      } catch (error) {
        waits.push((error as WriteLoopError).delaySeconds);
        await clock.advance(((error as WriteLoopError).delaySeconds ?? 0) * 1000);
        write(over('theirs'));
      }
    }
    expect(waits).to.deep.equal([5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it('says the same of the same loop, so that a status is not written again', async () => {
    times(5, () => write(over('theirs')));
    const message = () => {
      try {
        return String(write(over('theirs')));
      } catch (error) {
        return (error as Error).message;
      }
    };
    const first = message();
    await clock.advance(1000);
    expect(message()).to.equal(first);
  });

  it('tells a loop once, with its difference, in the log, to the observer and in health', async () => {
    times(5, () => write(over('theirs')));
    await clock.advance(5000);
    write(over('theirs'));
    expect(found).to.deep.equal([{ kind: 'Printer', object: 'Part team/p' }]);
    const warnings = logger.records.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ fields }) => fields?.diff)).to.deep.equal([[{ path: 'spec.text', live: 'theirs', wanted: 'ours' }]]);
    const [check] = health.checks();
    expect(check).to.include({ name: 'writes of Printer', ok: true });
    expect(check?.message).to.include('Part team/p');
  });

  it('tells no values of a Secret', () => {
    times(5, () => write(over('hunter1', 'hunter2', { secret: true })));
    expect(JSON.stringify(logger.records)).to.include('spec.text').and.not.to.include('hunter');
    expect(() => write(over('hunter1', 'hunter2', { secret: true }))).to.throw(/^(?!.*hunter)/);
  });

  for (const [what, each] of [
    ['toggling', (index: number) => over(index % 2 ? 'a' : 'b', index % 2 ? 'b' : 'a')],
    ['always another value', (index: number) => over(index - 1, index)],
    ['the same value over ever another one', (index: number) => over(index)],
    ['different objects', (index: number) => over('theirs', 'ours', { key: `/Part/team/${index}` })],
  ] as const) {
    it(`takes ${what} for no loop`, () => {
      times(50, (index) => write(each(index)));
      expect(found).to.deep.equal([]);
    });
  }

  it('takes equal writes for no loop that are rarer than five a minute', async () => {
    for (let index = 0; index < 30; index += 1) {
      write(over('theirs'));
      await clock.advance(15_001);
    }
    expect(found).to.deep.equal([]);
  });

  it('does not count writes that were based on what was known before the last one', () => {
    const live = aWidget({ version: 1 });
    times(20, () => write(over('theirs', 'ours', { live })));
    expect(found).to.deep.equal([]);
  });

  it('counts an object that is deleted again and again, but not when we delete it', () => {
    const again = () => over(undefined, { whole: true }, { live: undefined });
    times(10, () => {
      write(again());
      loops.deleted('/Part/team/p');
    });
    expect(found).to.deep.equal([]);
    times(5, () => write(again()));
    expect(found).to.have.lengthOf(1);
  });

  it('leaves a write out when the server itself stores something else', async () => {
    const live = () => aWidget({ version });
    times(5, () => write({ ...over('normal'), live: live() }));
    expect(found).to.have.lengthOf(1);
    expect(write(over('normal', 'ours', { live: live() }))).to.equal(false);
  });

  it('is over when something else is written', () => {
    times(5, () => write(over('theirs')));
    write(over('theirs', 'new'));
    expect(health.checks()).to.deep.equal([]);
    expect(logger.messages('info')).to.deep.equal(['write loop is over']);
    times(4, () => write(over('theirs')));
    expect(found).to.have.lengthOf(1);
  });

  it('is over when the write has not been needed for a minute after it was due', async () => {
    times(5, () => write(over('theirs')));
    await clock.advance(64_000);
    loops.mayWrite(over('x', 'y', { key: 'other' }));
    expect(health.checks()).to.have.lengthOf(1);
    await clock.advance(1000);
    loops.mayWrite(over('x', 'y', { key: 'other' }));
    expect(health.checks()).to.deep.equal([]);
    expect(write(over('theirs'))).to.equal(true);
  });

  it('remembers no more than 4096 objects, those written last', () => {
    times(4, () => write(over('theirs')));
    times(4096, (index) => write(over('x', 'y', { key: String(index) })));
    write(over('theirs'));
    expect(found).to.deep.equal([]);
  });

  it('names only some objects in health', () => {
    times(5, (number) => times(5, () => write(over('theirs', 'ours', { key: `k${number}`, name: `Part ${number}` }))));
    expect(health.checks()[0]?.message).to.include('Part 0, Part 1, Part 2 and 2 more');
  });
});
