/** Without declarations of an operator's own: the same as with yargs, but without it. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { GivenArguments } from '../../lib/operator/argument-reading.ts';
import { parseArguments } from '../../lib/operator/arguments.ts';
import { plainArguments } from '../../lib/operator/plain-arguments.ts';

const given = (options: Partial<GivenArguments>, isTerminal = false) => ({ argv: [], env: {}, isTerminal, ...options });

describe('plainArguments', () => {
  const cases: Partial<GivenArguments>[] = [
    {},
    { argv: ['--create-crd', '--namespace', 'a,b', '--namespace=c', '-L', 'WARNING', '--stop-seconds', '0.5'] },
    { argv: ['--no-external', '--scope', 'namespaced', '--lease-name', 'x', '--log-format=text', '--http-address', ':8080'] },
    { env: { TSKUBEOP_NAMESPACE: 'a,b', TSKUBEOP_SHARDS: 'yes', TSKUBEOP_UNKNOWN: '1' }, argv: ['--scope', 'cluster'] },
    { values: { logLevel: 'debug', namespace: ['a'], createCrd: true, 'stop-seconds': 3 }, argv: ['--leader-elect'] },
  ];
  for (const options of cases) {
    it(`comes to what yargs comes to: ${JSON.stringify(options)}`, () => {
      for (const isTerminal of [true, false]) {
        const all = given(options, isTerminal);
        const expected = parseArguments({ ...all, programName: 'p', version: '1', addArguments: () => undefined });
        expect(plainArguments(all)).to.deep.equal(expected).and.to.have.property('kind', 'run');
      }
    });
  }

  it('leaves texts to others: help, version, and what is wrong', () => {
    for (const argv of [['--help'], ['-h'], ['--version'], ['--nonsense'], ['--stop-seconds', 'x'], ['--shards', '--leader-elect']]) {
      expect(plainArguments(given({ argv })), argv.join(' ')).to.equal(undefined);
    }
    expect(plainArguments(given({ env: { TSKUBEOP_SCOPE: 'x' } }))).to.equal(undefined);
    expect(plainArguments(given({ values: { scop: 'cluster' } }))).to.equal(undefined);
  });

  it('gives each caller lists of its own', () => {
    plainArguments(given({}))?.args.namespace.push('a');
    expect(plainArguments(given({}))?.args.namespace).to.deep.equal([]);
  });

  it('does without yargs', () => {
    const file = fileURLToPath(new URL('../../lib/operator/plain-arguments.ts', import.meta.url));
    const program = `
      const { registerHooks } = await import('node:module');
      const seen = [];
      registerHooks({ load(url, context, next) { if (url.includes('yargs')) seen.push(url); return next(url, context); } });
      const { plainArguments } = await import(${JSON.stringify(file)});
      plainArguments({ argv: ['--create-crd'], env: {}, isTerminal: false });
      console.log(seen.length);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim()).to.equal('0');
  });
});
