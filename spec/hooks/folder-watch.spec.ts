import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { FolderWatch } from '../../lib/hooks/folder-watch.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('FolderWatch', function () {
  this.timeout(30_000);
  const at = useHooksFolder();

  it('says once that several things have changed', async () => {
    const told: boolean[] = [];
    const clock = new FakeClock();
    const folders = ['one', 'two'].map((name) => join(at.folder.path, name));
    for (const folder of folders) mkdirSync(folder);
    using watching = new FolderWatch({ clock, onChange: (each) => told.push(each) });
    // Each folder that is new may have changed since it was looked at.
    watching.watch(folders);
    await clock.advance(199);
    expect(told).to.deep.equal([]);
    await clock.advance(1);
    expect(told).to.deep.equal([true]);
  });

  it('says that a file has come, and that a link has been swapped', async () => {
    const told: boolean[] = [];
    mkdirSync(join(at.folder.path, '..one'));
    symlinkSync('..one', join(at.folder.path, '..data'));
    using watching = new FolderWatch({ clock: systemClock, onChange: (each) => told.push(each), quietMilliseconds: 50 });
    watching.watch([at.folder.path]);
    at.folder.write('a', '1');
    at.folder.write('b', '1');
    await eventually(() => told.length > 0, { timeoutSeconds: 20 });
    const before = told.length;
    mkdirSync(join(at.folder.path, '..two'));
    symlinkSync('..two', join(at.folder.path, '..next'));
    renameSync(join(at.folder.path, '..next'), join(at.folder.path, '..data'));
    await eventually(() => told.length > before, { timeoutSeconds: 20 });
    expect(new Set(told)).to.deep.equal(new Set([true]));
  });

  it('looks now and then, and at no folder that is not there', async () => {
    const clock = new FakeClock();
    const told: boolean[] = [];
    const watching = new FolderWatch({ clock, onChange: (each) => told.push(each) });
    watching.watch([join(at.folder.path, 'nowhere')]);
    await clock.advance(20_000);
    expect(told).to.deep.equal([false, false]);
    watching[Symbol.dispose]();
    expect(clock.timers).to.equal(0);
  });

  it('watches no longer what it is not asked to', async () => {
    const clock = new FakeClock();
    using watching = new FolderWatch({ clock, onChange: () => {} });
    watching.watch([at.folder.path]);
    watching.watch([]);
    const { timers } = clock;
    at.folder.write('a', '1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.timers).to.equal(timers);
  });
});
