/** Reviews of who one is and what one may do: created, answered, never stored. Everybody is an administrator for now. */
import type { JsonObject } from './json.ts';
import { canonicalTimestamp } from './timestamp.ts';

/** A kind of review. */
interface Review {
  kind: string;
  namespaced: boolean;
  answer(review: JsonObject, user: JsonObject): JsonObject;
}

const ADMIN = { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };
const ALLOWED = { allowed: true, reason: 'the embedded cluster allows everything' };
const EVERYTHING = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

const REVIEWS: Record<string, Review> = {
  'authorization.k8s.io/v1/selfsubjectaccessreviews': { kind: 'SelfSubjectAccessReview', namespaced: false, answer: () => ALLOWED },
  'authorization.k8s.io/v1/subjectaccessreviews': { kind: 'SubjectAccessReview', namespaced: false, answer: () => ALLOWED },
  'authorization.k8s.io/v1/localsubjectaccessreviews': { kind: 'LocalSubjectAccessReview', namespaced: true, answer: () => ALLOWED },
  'authorization.k8s.io/v1/selfsubjectrulesreviews': { kind: 'SelfSubjectRulesReview', namespaced: false, answer: () => EVERYTHING },
  'authentication.k8s.io/v1/selfsubjectreviews': { kind: 'SelfSubjectReview', namespaced: false, answer: (_, userInfo) => ({ userInfo }) },
};

/** The kinds of review, for discovery: path, kind and whether it belongs to a namespace. */
export function reviewKinds(): { group: string; version: string; plural: string; kind: string; namespaced: boolean }[] {
  return Object.entries(REVIEWS).map(([path, { kind, namespaced }]) => {
    const [group = '', version = '', plural = ''] = path.split('/');
    return { group, version, plural, kind, namespaced };
  });
}

/** True when the resource is a review. */
export function isReview({ group, version, plural }: { group: string; version: string; plural: string }): boolean {
  return Object.hasOwn(REVIEWS, `${group}/${version}/${plural}`);
}

/** The answered review, or undefined when the resource is none. */
export function answerReview(
  resource: { group: string; version: string; plural: string },
  review: JsonObject,
  now: number,
): JsonObject | undefined {
  const path = `${resource.group}/${resource.version}/${resource.plural}`;
  const found = Object.hasOwn(REVIEWS, path) ? REVIEWS[path] : undefined;
  if (!found) return undefined;
  const metadata = { ...review.metadata, creationTimestamp: found.kind === 'SelfSubjectReview' ? canonicalTimestamp(now) : null };
  return {
    kind: found.kind,
    apiVersion: `${resource.group}/${resource.version}`,
    metadata,
    ...(review.spec && { spec: review.spec }),
    status: found.answer(review, ADMIN),
  };
}
