import { expect } from 'chai';
import { JqEngine } from '../../lib/hooks/jq-engine.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('JqEngine', function () {
  this.timeout(60_000);
  let jq: JqEngine;
  let clock: FakeClock;
  beforeEach(() => {
    // Of its own nothing takes too long, however busy the machine is.
    clock = new FakeClock();
    jq = new JqEngine({ clock });
  });
  afterEach(() => jq.close());

  it('answers for each text in order: no result is null, one is itself, several are a list', async () => {
    const texts = ['{"a":[]}', '{"a":[1]}', '{"a":[1,2]}'];
    expect(await jq.run('.a[]', texts)).to.deep.equal([{ value: null }, { value: 1 }, { value: [1, 2] }]);
  });

  it('tells the errors of some texts from the results of others', async () => {
    const results = await jq.run('.a.b', ['{"a":1}', '{"a":{"b":2}}']);
    expect(results[0]).to.have.property('error').that.includes('Cannot index number');
    expect(results[1]).to.deep.equal({ value: 2 });
  });

  it('lets no filter read what belongs to another object, or end the others', async () => {
    expect(await jq.run('input', ['1', '2'])).to.deep.equal([{ error: 'break' }, { error: 'break' }]);
    const halted = await jq.run('if . == 2 then halt else . end', ['1', '2', '3']);
    expect(halted).to.deep.equal([{ value: 1 }, { error: 'it ended without an answer' }, { value: 3 }]);
  });

  it('takes filters with definitions and comments, and runs them as they are', async () => {
    expect(await jq.run('def twice: . * 2; twice # the double', ['2'])).to.deep.equal([{ value: 4 }]);
  });

  it("shows filters nothing of this program's environment", async () => {
    const [result] = await jq.run('env | has("TSKUBEOP_TEST_CLUSTER_BIN") or .PATH == $path', ['1']);
    expect(result).to.have.property('error');
    expect(await jq.run('env.PATH', ['1'])).to.deep.equal([{ value: '/' }]);
  });

  it('finds what is wrong with the syntax, also where the brackets around it would hide it', async () => {
    expect(await jq.problem('.a | .b')).to.equal(undefined);
    expect(await jq.problem('.a |')).to.include('syntax error');
    expect(await jq.problem('1)] | [(2')).to.include('syntax error');
    expect(await jq.problem('nothing_like_it')).to.include('not defined');
    expect(await jq.problem('while(true; .)')).to.equal(undefined);
  });

  it('gives up a filter that does not end, and goes on with those that wait behind it', async () => {
    const endless = () => jq.run('[recurse(. + 1)] | length', ['1']);
    const isAsked = () => eventually(() => clock.timers > 0, { timeoutSeconds: 40 });
    const first = endless();
    const other = jq.run('. + 1', ['1']);
    await isAsked();
    await clock.advance(10_000);
    expect(await first).to.deep.equal([{ error: 'it took too long' }]);
    expect(await other).to.deep.equal([{ value: 2 }]);
    const again = endless();
    expect(await jq.run('. + 2', ['1'])).to.deep.equal([{ value: 3 }]);
    await isAsked();
    await clock.advance(10_000);
    expect(await again).to.deep.equal([{ error: 'it took too long' }]);
  });

  it('answers nothing more once it is closed, and starts no thread for it', async () => {
    const endless = jq.run('[recurse(. + 1)] | length', ['1']);
    const waiting = jq.run('. + 1', ['1']);
    await eventually(() => clock.timers > 0, { timeoutSeconds: 40 });
    await jq.close();
    expect(await endless).to.deep.equal([{ error: 'the thread of jq has ended' }]);
    expect(await waiting).to.deep.equal([{ error: 'the thread of jq has ended' }]);
    expect(await jq.run('.', ['1'])).to.deep.equal([{ error: 'jq has ended' }]);
    expect(clock.timers).to.equal(0);
  });
});
