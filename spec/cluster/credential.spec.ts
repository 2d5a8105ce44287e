/** Ends of credentials. */
import { expect } from 'chai';
import { jwtExpiry, refreshMoment } from '../../lib/cluster/credential.ts';
import { aJwt } from './support/kube-configs.ts';

describe('jwtExpiry', () => {
  it('reads the end of a JSON Web Token, and nothing from other tokens', () => {
    expect(jwtExpiry(aJwt({ exp: 1_800_000_000 }))).to.equal(1_800_000_000_000);
    for (const token of ['opaque', 'a.b.c', aJwt({}), aJwt({ exp: 'soon' })]) expect(jwtExpiry(token)).to.equal(undefined);
  });
});

describe('refreshMoment', () => {
  it('is a minute before the end, or a fifth of a short life', () => {
    expect(refreshMoment(0, 3_600_000)).to.equal(3_540_000);
    expect(refreshMoment(0, 10_000)).to.equal(8_000);
    expect(refreshMoment(20_000, 10_000)).to.equal(10_000);
  });
});
