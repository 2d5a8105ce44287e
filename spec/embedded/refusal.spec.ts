import { expect } from 'chai';
import { alreadyExists, conflict, invalid, invalidValue, notFound, qualified, required, unknownPath } from '../../lib/embedded/refusal.ts';

describe('refusals', () => {
  const pods = { group: '', resource: 'pods' };

  it('say what was asked for', () => {
    expect(notFound({ group: 'apps', resource: 'deployments' }, 'a').status()).to.deep.equal({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'deployments.apps "a" not found',
      reason: 'NotFound',
      details: { name: 'a', group: 'apps', kind: 'deployments' },
      code: 404,
    });
  });

  it('tell the two kinds of 409 apart', () => {
    expect([alreadyExists(pods, 'a').reason, conflict(pods, 'a', 'why').reason]).to.deep.equal(['AlreadyExists', 'Conflict']);
  });

  it('list all that is invalid', () => {
    const refusal = invalid({ group: '', resource: 'Pod' }, 'a', [required('spec'), invalidValue('x', 'y', 'no')]);
    expect(refusal.message).to.equal('Pod "a" is invalid: [spec: Required value, x: Invalid value: "y": no]');
    expect(refusal.details?.causes).to.have.length(2);
  });

  it('leave the traces of errors as they are', () => {
    const limit = Error.stackTraceLimit;
    expect(new Error('a').stack).to.include('refusal.spec.ts');
    expect(notFound(pods, 'a').stack).to.not.include('refusal.spec.ts');
    expect(Error.stackTraceLimit).to.equal(limit);
    expect(new Error('b').stack).to.include('refusal.spec.ts');
  });

  it('answer for unknown paths without a Status', () => expect(unknownPath()).to.include({ code: 404, plain: true }));

  it('qualify names by their group', () =>
    expect([qualified(pods), qualified({ group: 'apps', resource: 'x' })]).to.deep.equal(['pods', 'x.apps']));
});
