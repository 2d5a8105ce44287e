import { expect } from 'chai';
import { answerReview, reviewKinds } from '../../lib/embedded/access-reviews.ts';

describe('answerReview', () => {
  it('allows everything, for now', () => {
    const review = { group: 'authorization.k8s.io', version: 'v1', plural: 'selfsubjectaccessreviews' };
    expect(answerReview(review, { spec: { resourceAttributes: { verb: 'get' } } }, 0)).to.deep.include({
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'get' } },
    });
    expect(answerReview(review, {}, 0)?.status.allowed).to.equal(true);
  });

  it('says who asks', () => {
    expect(
      answerReview({ group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews' }, {}, 0)?.status.userInfo.username,
    ).to.equal('admin');
  });

  it('answers for each kind that it names, and for no other', () => {
    for (const kind of reviewKinds()) expect(answerReview(kind, {}, 0)).to.include({ kind: kind.kind });
    expect(answerReview({ group: 'x', version: 'v1', plural: 'y' }, {}, 0)).to.equal(undefined);
  });
});
