/** The kinds that are created and answered, and never stored: reviews of who one is and what one may do, and token requests. */
import type { ResourceKind } from './resource-kind.ts';
import type { TypeLibrary } from './type-notation.ts';

/** A kind of review by its names. */
export interface ReviewName {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

const NAMES: [group: string, plural: string, kind: string, namespaced?: boolean][] = [
  ['authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'],
  ['authorization.k8s.io', 'localsubjectaccessreviews', 'LocalSubjectAccessReview', true],
  ['authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
  ['authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'],
  ['authentication.k8s.io', 'tokenreviews', 'TokenReview'],
];

/** The kinds of review, for discovery: path, kind and whether it belongs to a namespace. */
export function reviewKinds(): ReviewName[] {
  return NAMES.map(([group, plural, kind, namespaced = false]) => ({ group, version: 'v1', plural, kind, namespaced }));
}

/** The review that a path names, or undefined when it is none. */
export function reviewNamed({ group, version, plural }: { group: string; version: string; plural: string }): ReviewName | undefined {
  return reviewKinds().find((known) => known.group === group && known.version === version && known.plural === plural);
}

/** A review as a kind of resource, so that its body is read and checked as any other object's. */
export function kindOfReview({ group, version, plural, kind, namespaced }: ReviewName, library: TypeLibrary): ResourceKind {
  return {
    group,
    version,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    namespaced,
    shortNames: [],
    categories: [],
    verbs: ['create'],
    table: `${group}/${plural}`,
    storageApiVersion: `${group}/${version}`,
    schema: library.get(`${group.split('.')[0]}.${kind}`),
    custom: false,
    statusSubresource: false,
    counted: false,
    columns: [],
    subresources: [],
  };
}
