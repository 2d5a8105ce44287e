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
});
