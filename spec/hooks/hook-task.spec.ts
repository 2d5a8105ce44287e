import { expect } from 'chai';
import { canLead, describeTask, relationTo } from '../../lib/hooks/hook-task.ts';
import { aHook, aRun } from './support/a-hook.ts';

const hook = aHook();
const reason = (type: string, group = '') => ({ type, binding: 'b', group, includeSnapshotsFrom: [] }) as never;

describe('tasks of hooks', () => {
  it('are described in a line', () => {
    expect(describeTask({ type: 'enable', hook })).to.equal('EnableBindings:a.sh');
    expect(describeTask(aRun(hook))).to.equal('HookRun:main:a.sh:s');
    expect(describeTask(aRun(hook, { reasons: [reason('Event', 'g'), reason('Event')] }))).to.equal(
      'HookRun:main:a.sh:group=g:s (2 contexts)',
    );
  });

  it('take in what follows, unless a hook is to see them alone', () => {
    expect(canLead(aRun(hook))).to.equal(true);
    expect(canLead(aRun(hook, { reasons: [reason('Synchronization')] }))).to.equal(false);
    expect(canLead(aRun(hook, { reasons: [reason('Synchronization', 'g')] }))).to.equal(true);
    expect(canLead(aRun(hook, { executes: false }))).to.equal(false);
  });

  it('are taken in by one of the same hook only, when they run at all', () => {
    const first = aRun(hook);
    expect(relationTo(first, aRun(hook), false)).to.equal('joins');
    expect(relationTo(first, aRun(hook, { allowFailure: true }), false)).to.equal('joins');
    expect(relationTo(first, aRun(hook, { reasons: [reason('Synchronization')] }), false)).to.equal('joins');
    expect(relationTo(first, aRun(aHook()), false)).to.equal('other');
    expect(relationTo(first, aRun(hook, { executes: false }), false)).to.equal('ends');
    expect(relationTo(first, { type: 'enable', hook }, false)).to.equal('ends');
  });

  it('are taken in from behind others only when they fail alike and are no Synchronization', () => {
    const first = aRun(hook, { reasons: [reason('Event')] });
    expect(relationTo(first, aRun(hook, { reasons: [reason('Event', 'g')] }), true)).to.equal('joins');
    expect(relationTo(first, aRun(hook), true)).to.equal('joins');
    expect(relationTo(first, aRun(hook, { allowFailure: true }), true)).to.equal('ends');
    expect(relationTo(first, aRun(hook, { reasons: [reason('Synchronization', 'g')] }), true)).to.equal('ends');
    expect(relationTo(first, aRun(aHook(), { allowFailure: true }), true)).to.equal('other');
  });
});
