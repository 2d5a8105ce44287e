/** `tskubeop manifests --hooks-dir`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { HookConfigError, UsageError } from '../../lib/base/errors.ts';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { useHooksFolder } from '../hooks/support/hooks-folder.ts';
import { Widget } from '../support/controller-run.ts';

class Press extends Widget {
  async reconcile() {}
}

interface Printed {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: object[];
}

describe('manifestsCommand for hooks', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  async function printed(options: Record<string, unknown> = {}, files: string[] = []): Promise<string> {
    const texts: string[] = [];
    const given = { files, options: { hooksDir: at.folder.path, ...options } };
    await manifestsCommand(given, (text) => texts.push(text), { load: async () => ({ Press }) });
    return texts.join('');
  }
  const manifests = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Printed);
  const pods = { kind: 'Pod', apiVersion: 'v1', namespace: { nameSelector: { matchNames: ['red', 'team'] } } };
  const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] };

  it('prints what hooks alone need, and says what it can not know', async () => {
    at.folder.shell('a.sh', { configVersion: 'v1', kubernetes: [pods] });
    const text = await printed({ namespace: ['team'] });
    expect(text).to.match(/^# These permissions .*\n# .*--permissions FILE/);
    const all = manifests(text);
    expect(all.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).to.deep.equal([
      ['ServiceAccount', 'hooks-operator', 'team'],
      ['Role', 'hooks-operator', 'team'],
      ['RoleBinding', 'hooks-operator', 'team'],
      ['Role', 'team-hooks-operator', 'red'],
      ['RoleBinding', 'team-hooks-operator', 'red'],
      ['Deployment', 'hooks-operator', 'team'],
    ]);
    expect([all[1]?.rules, all[3]?.rules]).to.deep.equal([[rule], [rule]]);
    expect(text).to.not.include('customresourcedefinitions').and.to.not.include('events.k8s.io');
  });

  it('adds what somebody has written down', async () => {
    const permissions = join(at.folder.root, 'permissions.yaml');
    writeFileSync(permissions, '- { apiGroups: [""], resources: [pods], verbs: [patch], namespace: red }');
    at.folder.shell('a.sh', { configVersion: 'v1', kubernetes: [pods] });
    const text = await printed({ permissions, only: ['rbac'] });
    expect(text).to.not.include('#');
    const red = manifests(text).find(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'red');
    expect(red?.rules).to.deep.equal([rule, { apiGroups: [''], resources: ['pods'], verbs: ['patch'] }]);
  });

  it('prints the needs of hooks beside those of classes', async () => {
    at.folder.shell('a.sh', { configVersion: 'v1', kubernetes: [{ kind: 'Deployment' }] });
    const role = manifests(await printed({}, ['press.ts'])).find(({ kind }) => kind === 'ClusterRole');
    expect(role?.rules).to.deep.include({ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] });
    expect(JSON.stringify(role?.rules)).to.include('widgets').and.to.include('events.k8s.io');
  });

  it('asks no hook where no permissions are printed', async () => {
    at.folder.shell('a.sh', 'nonsense');
    expect(manifests(await printed({ only: ['deployment'] })).map(({ kind }) => kind)).to.deep.equal(['Deployment']);
    expect(await rejection(printed())).to.satisfy(HookConfigError.is.bind(HookConfigError));
  });

  it('refuses what concerns classes where there are none', async () => {
    for (const [options, message] of [
      [{ hooksDir: undefined }, 'manifests needs a file, or a folder of hooks by --hooks-dir'],
      [{ createCrd: true }, '--create-crd is for classes'],
      [{ scope: 'namespaced' }, '--scope is for classes'],
    ] as const) {
      const error = await rejection(printed(options));
      expect(error).to.be.instanceOf(UsageError);
      expect(error.message).to.include(message);
    }
  });
});
