import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { HookConfigError } from '../../lib/base/errors.ts';
import { hookWatches } from '../../lib/cli/hook-watches.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { useHooksFolder } from '../hooks/support/hooks-folder.ts';

describe('hookWatches', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  const surroundings = { env: { PATH: process.env.PATH }, clock: systemClock, signal: new AbortController().signal };

  it('are what the kubernetes bindings of all hooks ask for', async () => {
    const labelSelector = { matchLabels: { a: 'b' } };
    at.folder.shell('b.sh', { configVersion: 'v1', kubernetes: [{ kind: 'cm', namespace: { labelSelector } }] });
    const more = { nameSelector: { matchNames: ['x'] }, namespace: { nameSelector: { matchNames: ['red'] } } };
    at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1, kubernetes: [{ name: 'p', kind: 'Pod', apiVersion: 'v1', ...more }] });
    at.folder.shell('c.sh', { configVersion: 'v1', onStartup: 1 });
    expect(await hookWatches(at.folder.path, surroundings)).to.deep.equal([
      { hook: 'a.sh', binding: 'p', apiVersion: 'v1', kind: 'Pod', names: ['x'], namespaces: ['red'], byNamespaceLabels: false },
      { hook: 'b.sh', binding: 'kubernetes', apiVersion: '', kind: 'cm', names: [], namespaces: undefined, byNamespaceLabels: true },
    ]);
  });

  it('are not known of a hook that can not be used', async () => {
    at.folder.shell('a.sh', 'configVersion: v1\nkubernetes: [{ kinds: Pod }]');
    expect(await rejection(hookWatches(at.folder.path, surroundings))).to.satisfy(HookConfigError.is.bind(HookConfigError));
  });
});
