/** The order in which values count, and what is told of them. What each form of a word means is in arguments.spec.ts. */
import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import { type FinishValues, type GivenArguments, readArguments } from '../../lib/operator/argument-reading.ts';
import { tableOptions } from '../../lib/operator/known-options.ts';
import { sdkOptionTable } from '../../lib/operator/sdk-options.ts';

const sdkOptions = tableOptions(sdkOptionTable(false));
const own = { ...tableOptions({ password: { type: 'string', demandOption: true } })[0]!, secret: true };
const asGiven: FinishValues = (values) => Object.fromEntries([...values].map(([{ name }, value]) => [name, value]));

function read(given: Partial<GivenArguments>, finish = asGiven) {
  const all = { argv: ['--password', 'x'], env: {}, ...given };
  const rest = { namespace: [] };
  return readArguments(all, { options: [...sdkOptions, own], sdkOptions }, (...values) => ({ ...rest, ...finish(...values) }));
}

describe('readArguments', () => {
  it('prefers values to words, words to the environment, and the environment to what is added at last', () => {
    const env = { TSKUBEOP_LOG_LEVEL: 'debug', TSKUBEOP_PASSWORD: 'y' };
    const finish: FinishValues = (values, secrets) => ({ 'log-level': 'info', scope: 'cluster', ...asGiven(values, secrets) });
    expect(read({ env, argv: [] }, finish).args).to.include({ logLevel: 'debug', scope: 'cluster', password: 'y' });
    expect(read({ env, argv: ['-L', 'warn'] }, finish).args).to.include({ logLevel: 'warn' });
    expect(read({ env, argv: ['-L', 'warn'], values: { logLevel: 'error' } }, finish).args).to.include({ logLevel: 'error' });
  });

  it('names secrets, as they were given and as they have become', () => {
    expect(read({}, () => ({ password: 'X' })).secrets).to.deep.equal(['x', 'X']);
  });

  it('refuses what is missing, and what excludes each other', () => {
    expect(() => read({ argv: [] })).to.throw(UsageError, 'required and not given: --password (or TSKUBEOP_PASSWORD)');
    expect(() => read({ argv: ['--password', 'x', '--shards', '--leader-elect'] })).to.throw(UsageError, /exclude each other/);
  });

  it('takes a namespace for the scope, and says what has no effect beside it', () => {
    const { args, warnings } = read({ argv: ['--password', 'x', '--scope', 'cluster', '--namespace', 'a'] });
    expect(args.scope).to.equal('namespaced');
    expect(warnings).to.deep.equal(['--scope cluster has no effect beside --namespace']);
  });
});
