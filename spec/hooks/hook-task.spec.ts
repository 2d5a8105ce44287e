import { expect } from 'chai';
import { canFollow, canLead, describeTask } from '../../lib/hooks/hook-task.ts';
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
    expect(canFollow(first, aRun(hook))).to.equal(true);
    expect(canFollow(first, aRun(aHook()))).to.equal(false);
    expect(canFollow(first, aRun(hook, { executes: false }))).to.equal(false);
    expect(canFollow(first, { type: 'enable', hook })).to.equal(false);
  });
});
