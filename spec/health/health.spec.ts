import { expect } from 'chai';
import { Health, type NamedHealthCheck } from '../../lib/health/health.ts';

describe('Health', () => {
  it('is well when every check is', () => {
    const health = new Health();
    expect(health.ok).to.equal(true);
    health.set('watch', { ok: true, message: 'watching', since: 1 });
    health.set('credentials', { ok: false, message: 'refused', since: 2 });
    expect(health.ok).to.equal(false);
    health.delete('credentials');
    expect(health.ok).to.equal(true);
  });

  it('lists its checks by name', () => {
    const health = new Health();
    health.set('b', { ok: true, message: 'fine', since: 1 });
    health.set('a', { ok: false, message: 'waits', since: 2 });
    expect(health.checks()).to.deep.equal([
      { name: 'a', ok: false, message: 'waits', since: 2 },
      { name: 'b', ok: true, message: 'fine', since: 1 },
    ]);
  });

  it('keeps the time of the last change and says each change once', () => {
    const health = new Health();
    const said: NamedHealthCheck[] = [];
    const end = health.onChange((check) => said.push(check));
    health.set('a', { ok: false, message: 'waits', since: 1 });
    health.set('a', { ok: false, message: 'waits', since: 2 });
    expect(health.checks()[0]?.since).to.equal(1);
    health.set('a', { ok: true, message: 'fine', since: 3 });
    end();
    health.set('a', { ok: false, message: 'waits', since: 4 });
    expect(said.map((check) => check.since)).to.deep.equal([1, 3]);
  });

  it('looks up a check when it is asked for, until it is taken away', () => {
    const health = new Health();
    let ok = true;
    const remove = health.addCheck('credentials', () => ({ ok, message: ok ? 'accepted' : 'refused', since: 7 }));
    expect(health.ok).to.equal(true);
    ok = false;
    expect(health.ok).to.equal(false);
    health.set('a', { ok: true, message: 'fine', since: 1 });
    expect(health.checks().map(({ name, message }) => `${name} ${message}`)).to.deep.equal(['a fine', 'credentials refused']);
    remove();
    expect(health.checks().map(({ name }) => name)).to.deep.equal(['a']);
  });

  it('is alive while no pulse is older than its limit, whatever the checks say', () => {
    const health = new Health();
    let ageSeconds = 3;
    const remove = health.addPulse('watch', { ageSeconds: () => ageSeconds, limitSeconds: 10 });
    health.set('watch', { ok: false, message: 'the server is away', since: 1 });
    expect(health.isAlive).to.equal(true);
    ageSeconds = 10.1;
    expect(health.isAlive).to.equal(false);
    expect(health.pulses()).to.deep.equal([{ name: 'watch', ageSeconds: 10.1, limitSeconds: 10, ok: false }]);
    remove();
    expect(health.isAlive).to.equal(true);
  });

  it('lets a late removal leave the check and the pulse that took the name alone', () => {
    const health = new Health();
    const removals = [
      health.addCheck('a', () => ({ ok: true, message: 'old', since: 1 })),
      health.addPulse('a', { ageSeconds: () => 1, limitSeconds: 1 }),
    ];
    health.addCheck('a', () => ({ ok: true, message: 'new', since: 1 }));
    health.addPulse('a', { ageSeconds: () => 2, limitSeconds: 5 });
    for (const remove of removals) remove();
    expect(health.checks().map(({ message }) => message)).to.deep.equal(['new']);
    expect(health.pulses().map((pulse) => pulse.ageSeconds)).to.deep.equal([2]);
  });
});
