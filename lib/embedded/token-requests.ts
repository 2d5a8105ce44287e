/** Answers token requests: the subresource of a service account that gives out its tokens. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf, writeOptionsOf } from './api-request.ts';
import type { JsonObject } from './json.ts';
import type { ManagedFields } from './managed-fields.ts';
import { draftOf } from './object-draft.ts';
import type { ObjectStore } from './object-store.ts';
import { badRequest, conflict, invalid, invalidValue, notFound } from './refusal.ts';
import { kindOfReview } from './review-kinds.ts';
import type { Schema } from './schema.ts';
import { type BoundObject, ISSUER, type ServiceAccountTokens } from './service-account-tokens.ts';
import { canonicalTimestamp } from './timestamp.ts';
import type { TypeLibrary } from './type-notation.ts';

const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

const REQUEST = { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenrequests', kind: 'TokenRequest', namespaced: true };

/** What the answers are taken from. */
export interface TokenRequestParts {
  store: ObjectStore;
  tokens: ServiceAccountTokens;
  library: TypeLibrary;
  metadataSchema: Schema;
  managedFields: ManagedFields;
  now: () => string;
}

/** Gives out tokens. */
export class TokenRequests {
  readonly #parts: TokenRequestParts;

  constructor(parts: TokenRequestParts) {
    this.#parts = parts;
  }

  /** The answered request, with a token for the service account. */
  answer(serviceAccount: JsonObject, address: Address, request: ApiRequest): Answer {
    const { library, metadataSchema, managedFields, tokens, now } = this.#parts;
    const { fieldManager, fieldValidation } = writeOptionsOf(request, 'CreateOptions');
    const { value, repeated } = bodyOf(request);
    const kind = kindOfReview(REQUEST, library);
    const draft = draftOf(kind, value, { fieldValidation, repeated, warnings: [], metadataSchema });
    if (draft.metadata.name && draft.metadata.name !== address.name)
      throw badRequest(`the name of the object (${draft.metadata.name}) does not match the name on the URL (${address.name})`);
    delete draft.status;
    draft.spec.expirationSeconds ??= DEFAULT_SECONDS;
    const noted = { ...draft, metadata: {} as JsonObject, spec: withoutEmpty(draft.spec) };
    managedFields.noteUpdate(kind, undefined, noted, { manager: fieldManager, subresource: 'token' });
    const { namespace, name, uid } = serviceAccount.metadata;
    const metadata = { name, namespace, uid, creationTimestamp: now(), ...noted.metadata };
    const spec = { ...draft.spec, audiences: draft.spec.audiences?.length ? draft.spec.audiences : [ISSUER] };
    checkSeconds(spec.expirationSeconds);
    const bound = this.#bound(spec.boundObjectRef, namespace);
    const issued = tokens.issue({
      serviceAccount,
      audiences: spec.audiences,
      expirationSeconds: spec.expirationSeconds,
      ...(bound && { bound }),
    });
    const status = { token: issued.token, expirationTimestamp: canonicalTimestamp(issued.expires) };
    return { status: 201, body: { ...draft, metadata, spec: { boundObjectRef: null, ...spec }, status } };
  }

  #bound(reference: JsonObject | null | undefined, namespace: string): BoundObject | undefined {
    if (!reference) return undefined;
    const { kind, name = '', uid } = reference;
    if (kind !== 'Pod' && kind !== 'Secret' && kind !== 'Node')
      throw badRequest(`cannot bind token for serviceaccount to object of type ${kind}`);
    const plural = `${kind.toLowerCase()}s`;
    const found = this.#parts.store.get(plural, kind === 'Node' ? name : `${namespace}/${name}`);
    if (!found) throw notFound({ group: '', resource: plural }, name);
    if (uid && uid !== found.metadata.uid) {
      const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
      throw conflict({ group: '', resource: plural }, name, why);
    }
    return { kind, name, uid: found.metadata.uid };
  }
}

function withoutEmpty(spec: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null && value !== undefined));
}

function checkSeconds(seconds: number): void {
  const refuse = (why: string) =>
    invalid({ group: REQUEST.group, resource: REQUEST.kind }, '', [invalidValue('spec.expirationSeconds', seconds, why)]);
  if (seconds < LEAST_SECONDS) throw refuse('may not specify a duration less than 10 minutes');
  if (seconds > MOST_SECONDS) throw refuse('may not specify a duration larger than 2^32 seconds');
}
