import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { checkNodeVersion } from '../../lib/base/node-version.ts';

describe('checkNodeVersion', () => {
  it('takes the oldest that package.json names, what is newer, and the one that runs this', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } };
    for (const version of [engines.node.replace('>=', ''), '22.20.1', '23.0.0', '24.1.0']) checkNodeVersion(version);
    checkNodeVersion();
  });

  it('says of an older one what is needed', () => {
    for (const version of ['18.0.0', '20.20.2', '22.18.9']) {
      const message = `tskubeop needs Node 22.19 or newer, and this is ${version}: update it`;
      expect(() => checkNodeVersion(version)).to.throw(IllegalStateError, message);
    }
  });
});
