/** Answers reviews: who one is, whose a token is, what somebody may do. Nothing of it is stored. */
import type { Clock } from '../base/clock.ts';
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf, writeOptionsOf } from './api-request.ts';
import type { Authentication } from './authentication.ts';
import type { Authorizer } from './authorizer.ts';
import type { JsonObject } from './json.ts';
import type { ManagedFields } from './managed-fields.ts';
import { draftOf } from './object-draft.ts';
import { badRequest, type FieldError, invalid, invalidValue } from './refusal.ts';
import type { AccessAttributes } from './request-attributes.ts';
import { kindOfReview, type ReviewName, reviewNamed } from './review-kinds.ts';
import type { Schema } from './schema.ts';
import { ISSUER } from './service-account-tokens.ts';
import { canonicalTimestamp } from './timestamp.ts';
import type { TypeLibrary } from './type-notation.ts';
import type { UserInfo } from './user-info.ts';

/** What the answers are taken from. */
export interface ReviewParts {
  clock: Clock;
  library: TypeLibrary;
  metadataSchema: Schema;
  managedFields: ManagedFields;
  authentication: Authentication;
  authorizer: Authorizer;
}

/** Answers for each kind of review. */
export class AccessReviews {
  readonly #parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  /** The answered review, or undefined when the path names none. */
  answer(address: Address, request: ApiRequest, user: UserInfo): Answer | undefined {
    const name = reviewNamed(address);
    if (!name || request.method !== 'POST' || address.name || name.namespaced !== (address.namespace !== '')) return undefined;
    const review = this.#read(name, request);
    return { status: 201, body: this.#answered(name.kind, review, { user, namespace: address.namespace }) };
  }

  #read(name: ReviewName, request: ApiRequest): JsonObject {
    const { library, metadataSchema, managedFields } = this.#parts;
    const { fieldManager, fieldValidation } = writeOptionsOf(request, 'CreateOptions');
    const { value, repeated } = bodyOf(request);
    const kind = kindOfReview(name, library);
    const draft = draftOf(kind, value, { fieldValidation, repeated, warnings: [], metadataSchema });
    delete draft.status;
    managedFields.noteUpdate(kind, undefined, draft, { manager: fieldManager, subresource: '' });
    return draft;
  }

  #answered(kind: string, review: JsonObject, { user, namespace }: { user: UserInfo; namespace: string }): JsonObject {
    switch (kind) {
      case 'SelfSubjectReview': {
        const metadata = { creationTimestamp: canonicalTimestamp(this.#parts.clock.now()) };
        return { ...review, metadata, status: { userInfo: user } };
      }
      case 'TokenReview':
        return { ...review, status: this.#tokenStatus(review.spec) };
      case 'SelfSubjectRulesReview':
        return { ...review, metadata: {}, spec: {}, status: this.#rules(user, review.spec.namespace) };
      case 'SelfSubjectAccessReview':
        checkAttributes(review.spec);
        return { ...review, status: this.#access(user, review.spec) };
      default: {
        const metadata = kind === 'LocalSubjectAccessReview' ? { ...review.metadata, namespace } : review.metadata;
        checkSubject(review, kind === 'LocalSubjectAccessReview' ? namespace : undefined);
        const { user: username = '', uid, groups = [] } = review.spec;
        return { ...review, metadata, status: this.#access({ username, uid, groups }, review.spec) };
      }
    }
  }

  #access(user: UserInfo, { resourceAttributes: resource, nonResourceAttributes: path }: JsonObject): JsonObject {
    const attributes: AccessAttributes = resource
      ? { verb: '', group: '', resource: '', subresource: '', namespace: '', name: '', ...resource }
      : { verb: '', path: '', ...path };
    const { allowed, reason } = this.#parts.authorizer.decide(user, attributes);
    return { allowed, ...(reason && { reason }) };
  }

  #rules(user: UserInfo, namespace: string | undefined): JsonObject {
    if (!namespace) throw badRequest('no namespace on request');
    const { rules, problems } = this.#parts.authorizer.rulesFor(user, namespace);
    const resourceRules = rules
      .filter((rule) => rule.resources?.length)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames?.length && { resourceNames }),
      }));
    const nonResourceRules = rules
      .filter((rule) => rule.nonResourceURLs?.length)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
    const evaluationError = problems.length > 0 ? { evaluationError: problems.join(', ') } : {};
    return { resourceRules, nonResourceRules, incomplete: false, ...evaluationError };
  }

  #tokenStatus({ token, audiences = [ISSUER] }: JsonObject): JsonObject {
    if (!token) throw badRequest('token is required for TokenReview in authentication');
    const found = this.#parts.authentication.userOfToken(token, audiences);
    if (!found) {
      const forOthers = this.#parts.authentication.userOfToken(token);
      const targets = (list: readonly string[]) => `[${list.map((audience) => JSON.stringify(audience)).join(' ')}]`;
      const why = `token audiences ${targets([ISSUER])} is invalid for the target audiences ${targets(audiences)}`;
      return { user: {}, error: forOthers ? `[invalid bearer token, ${why}]` : 'invalid bearer token' };
    }
    return { authenticated: true, user: found.user, audiences: found.audiences };
  }
}

function refusalOf(errors: readonly FieldError[]): void {
  // The server names neither kind nor object here.
  if (errors.length > 0) throw invalid({ group: 'authorization.k8s.io', resource: '' }, '', errors);
}

function attributeErrors({ resourceAttributes, nonResourceAttributes }: JsonObject): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const { path = '', verb = '' } = nonResourceAttributes;
    const value = { Path: path, Verb: verb };
    return [invalidValue('spec.nonResourceAttributes', value, 'cannot be specified in combination with resourceAttributes')];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidValue('spec.resourceAttributes', null, why)];
}

function checkAttributes(spec: JsonObject): void {
  refusalOf(attributeErrors(spec));
}

function checkSubject({ spec }: JsonObject, namespace: string | undefined): void {
  const errors = attributeErrors(spec);
  if (!spec.user && !spec.groups?.length) errors.push(invalidValue('spec.user', '', 'at least one of user or group must be specified'));
  const given = spec.resourceAttributes?.namespace ?? '';
  if (namespace !== undefined && spec.resourceAttributes && given !== namespace)
    errors.push(invalidValue('spec.resourceAttributes.namespace', given, 'must match metadata.namespace'));
  refusalOf(errors);
}
