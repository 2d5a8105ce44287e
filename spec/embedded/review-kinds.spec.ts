import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { kindOfReview, reviewKinds, reviewNamed } from '../../lib/embedded/review-kinds.ts';

describe('review-kinds', () => {
  const tokenReview = { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews' };

  it('knows a review by its path', () => {
    expect(reviewNamed(tokenReview)).to.include({ kind: 'TokenReview', namespaced: false });
  });

  it('knows none of another group, version or name', () => {
    expect(reviewNamed({ ...tokenReview, group: 'authorization.k8s.io' })).to.equal(undefined);
    expect(reviewNamed({ ...tokenReview, version: 'v1beta1' })).to.equal(undefined);
    expect(reviewNamed({ ...tokenReview, plural: 'tokenrequests' })).to.equal(undefined);
  });

  it('has one review that belongs to a namespace', () => {
    const namespaced = reviewKinds().filter((review) => review.namespaced);
    expect(namespaced.map(({ kind }) => kind)).to.deep.equal(['LocalSubjectAccessReview']);
  });

  it('has a type for each, and lets it be created only', () => {
    const library = createTypeLibrary();
    for (const review of reviewKinds()) {
      const { verbs, schema, listKind, singular, statusSubresource } = kindOfReview(review, library);
      expect({ verbs, statusSubresource }, review.kind).to.deep.equal({ verbs: ['create'], statusSubresource: false });
      expect([listKind, singular]).to.deep.equal([`${review.kind}List`, review.kind.toLowerCase()]);
      expect(schema.properties, review.kind).to.include.keys('apiVersion', 'kind', 'metadata', 'status');
    }
  });
});
