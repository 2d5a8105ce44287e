import { expect } from 'chai';
import { CredentialsError, OperatorError, UnreachableError, UsageError } from '../../lib/base/errors.ts';
import { reportFailure } from '../../lib/operator/report-failure.ts';

describe('reportFailure', () => {
  it('gives wrong usage exit code 2, and shows the usage after the message', () => {
    const error = new UsageError('unknown option --x', { usage: 'Usage: printer [options]\n' });
    expect(reportFailure(error)).to.deep.equal({ exitCode: 2, message: 'unknown option --x\n\nUsage: printer [options]\n' });
  });

  it('shows the message alone where the usage is unknown', () => {
    expect(reportFailure(new UsageError('no such file'))).to.deep.equal({ exitCode: 2, message: 'no such file\n' });
  });

  it('gives any other error of ours exit code 1 and no stack', () => {
    expect(reportFailure(new CredentialsError('no kubeconfig'))).to.deep.equal({ exitCode: 1, message: 'no kubeconfig\n' });
  });

  for (const [name, cause, expected, message = 'no answer'] of [
    ['adds the cause', new Error('connect ECONNREFUSED 127.0.0.1:1'), 'no answer: connect ECONNREFUSED 127.0.0.1:1\n'],
    [
      'adds the cause’s cause',
      new TypeError('fetch failed', { cause: new Error('bad certificate') }),
      'no answer: fetch failed: bad certificate\n',
    ],
    ['leaves out a cause that the message has already', new Error('no answer'), 'no answer\n'],
    [
      'leaves out a cause whose code the message has already',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
      'no answer (ECONNREFUSED)\n',
      'no answer (ECONNREFUSED)',
    ],
    ['opens an aggregate', new AggregateError([new Error('a'), new Error('b'), new Error('a')]), 'no answer: a, b\n'],
    ['shows a cause that is no error', 'odd', 'no answer: "odd"\n'],
  ] as const) {
    it(name, () => {
      expect(reportFailure(new UnreachableError(message, { cause }))).to.deep.equal({ exitCode: 1, message: expected });
    });
  }

  it('comes to an end with a cause that is its own cause', () => {
    const cause = new Error('round');
    cause.cause = cause;
    expect(reportFailure(new OperatorError('X', 'first', { cause })).message).to.equal('first: round\n');
  });

  it('rethrows what is a bug', () => {
    const bug = new TypeError('x is not a function');
    expect(() => reportFailure(bug)).to.throw(bug);
  });
});
