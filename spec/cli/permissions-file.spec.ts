import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import { readPermissions } from '../../lib/cli/permissions-file.ts';
import { rejection } from '../cluster/support/rejection.ts';

describe('readPermissions', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'permissions-'));
    file = join(folder, 'permissions.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const pods = { apiGroups: [''], resources: ['pods'], verbs: ['patch'] };

  it('reads a list of rules, or a Role, each for the cluster or for a namespace', async () => {
    const rules = [pods, { ...pods, namespace: 'red' }, { nonResourceURLs: ['/version'], verbs: ['get'] }];
    for (const content of [rules, { kind: 'ClusterRole', metadata: { name: 'x' }, rules }]) {
      writeFileSync(file, JSON.stringify(content));
      expect([...(await readPermissions(file))]).to.deep.equal([
        [undefined, [pods, rules[2]]],
        ['red', [pods]],
      ]);
    }
  });

  it('says what is wrong, with the file', async () => {
    const wrong: [string, string][] = [
      ['{', 'YAML'],
      ['3', 'rules must be a list, not 3'],
      ['[{verbs: [get], resource: [pods]}]', 'rules[0].resource is not a known key; did you mean resources?'],
      ['[{apiGroups: [""]}]', 'rules[0].verbs is required'],
    ];
    for (const [text, message] of wrong) {
      writeFileSync(file, text);
      const error = await rejection(readPermissions(file));
      expect(FileError.is(error)).to.equal(true);
      expect((error as Error).message)
        .to.include(file)
        .and.to.include(message);
    }
    expect(((await rejection(readPermissions(join(folder, 'none')))) as Error).message).to.include('ENOENT');
  });
});
