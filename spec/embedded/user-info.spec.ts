import { expect } from 'chai';
import { ANONYMOUS, serviceAccountGroups, serviceAccountName, serviceAccountOf } from '../../lib/embedded/user-info.ts';

describe('user-info', () => {
  it('finds the service account in the name under which it acts', () => {
    expect(serviceAccountName('team-a', 'builder')).to.equal('system:serviceaccount:team-a:builder');
    expect(serviceAccountOf('system:serviceaccount:team-a:builder')).to.deep.equal({ namespace: 'team-a', name: 'builder' });
  });

  for (const username of [
    'builder',
    'system:serviceaccount:team-a',
    'system:serviceaccount::builder',
    'system:serviceaccount:team-a:builder:more',
    'my:system:serviceaccount:team-a:builder',
  ])
    it(`takes ${username} for no service account`, () => {
      expect(serviceAccountOf(username)).to.equal(undefined);
    });

  it('puts a service account into the groups of all and of its namespace', () => {
    expect(serviceAccountGroups('team-a')).to.deep.equal(['system:serviceaccounts', 'system:serviceaccounts:team-a']);
  });

  it('counts nobody known among the unauthenticated only', () => {
    expect(ANONYMOUS).to.deep.equal({ username: 'system:anonymous', groups: ['system:unauthenticated'] });
  });
});
