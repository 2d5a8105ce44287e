/** From a request to its answer: which document, which resource, which verb. Knows nothing of sockets. */
import type { AccessReviews } from './access-reviews.ts';
import { type Answer, ok, type Stream } from './answer.ts';
import { type Address, type ApiRequest, addressOf, bodyOf, writeOptionsOf } from './api-request.ts';
import type { Authentication } from './authentication.ts';
import type { Authorizer } from './authorizer.ts';
import type { DeletionRequests } from './deletion-requests.ts';
import { aggregatedDiscovery, coreVersions, groupList, groupOf } from './discovery-documents.ts';
import type { DiscoveryMemory } from './discovery-memory.ts';
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ObjectWriter } from './object-writer.ts';
import { openapiDocument, openapiIndex } from './openapi-documents.ts';
import { openapiV2 } from './openapi-v2.ts';
import type { ProtobufBodies } from './protobuf-body.ts';
import {
  badRequest,
  invalid,
  invalidValue,
  methodNotAllowed,
  notAcceptableHere,
  qualified,
  quote,
  Refusal,
  unknownPath,
  unknownResource,
} from './refusal.ts';
import { attributesOf } from './request-attributes.ts';
import { kindNameOf, type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import type { ResourceReader } from './resource-reader.ts';
import { checkVerb, type ResourceWrites } from './resource-writes.ts';
import { scaled, scaleOf } from './scale.ts';
import type { Schema } from './schema.ts';
import type { SpecialSubresources } from './special-subresources.ts';
import { MASTERS, type UserInfo } from './user-info.ts';

const AGGREGATED = /application\/json;g=apidiscovery\.k8s\.io;v=v2;as=APIGroupDiscoveryList/;

/** What the handler works with. */
export interface HandlerParts {
  registry: KindRegistry;
  discovery: DiscoveryMemory;
  reader: ResourceReader;
  writes: ResourceWrites;
  deletions: DeletionRequests;
  writer: ObjectWriter;
  special: SpecialSubresources;
  metadataSchema: Schema;
  protobuf: ProtobufBodies;
  authentication: Authentication;
  authorizer: Authorizer;
  reviews: AccessReviews;
}

/** Answers requests; throws a Refusal where it doesn't. */
export class RequestHandler {
  readonly #parts: HandlerParts;

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  /** The answer to a request. */
  handle(received: ApiRequest): Answer | Stream {
    try {
      return this.#handle(received);
    } catch (error) {
      // Of its own groups' paths the server speaks otherwise than of definitions'.
      if (!(error instanceof Refusal) || !this.#isOwnPath(received.path)) throw error;
      if (error.plain && error.code === 404) throw unknownResource();
      if (error.code === 406) throw notAcceptableHere();
      throw error;
    }
  }

  /** True below `/api/v1`, and below the groups that are served without a definition. */
  #isOwnPath(path: string): boolean {
    const [, area, first, second] = path.split('/');
    if (second === undefined) return false;
    if (area === 'api') return first === 'v1';
    return area === 'apis' && this.#parts.registry.all().some((kind) => !kind.custom && kind.group === first);
  }

  #handle(received: ApiRequest): Answer | Stream {
    const { authentication, authorizer, protobuf } = this.#parts;
    const user = authentication.userOf(received);
    // Whoever may do everything needn't be asked what it is.
    if (!user.groups.includes(MASTERS)) authorizer.require(user, attributesOf(received));
    const { method, path, query, headers, body } = protobuf.readable(received);
    const request: ApiRequest = { method, path, query, headers, body, user };
    const document = this.#document(request);
    if (document) return document;
    const address = addressOf(request.path);
    if (!address) throw unknownPath();
    const { group, version, plural } = address;
    const kind = this.#parts.registry.get(group, version, plural);
    if (!kind) return this.#review(request, address, user);
    if (kind.namespaced && !address.namespace && (address.name || request.method !== 'GET')) {
      throw unknownPath();
    }
    if (!kind.namespaced && address.namespace) throw unknownPath();
    if (address.subresource) return this.#subresource(kind, address, request);
    return address.name ? this.#object(kind, address, request) : this.#collection(kind, address, request);
  }

  #collection(kind: ResourceKind, address: Address, request: ApiRequest): Answer | Stream {
    switch (request.method) {
      case 'GET':
        return this.#parts.reader.list(kind, address, request);
      case 'POST':
        return this.#parts.writes.create(kind, address, request);
      case 'DELETE':
        checkVerb(kind, 'deletecollection');
        return this.#parts.deletions.deleteCollection(kind, address, request);
      default:
        throw kind.custom ? badRequest('name must be provided') : methodNotAllowed();
    }
  }

  #object(kind: ResourceKind, address: Address, request: ApiRequest): Answer | Stream {
    const { reader, writes, deletions } = this.#parts;
    switch (request.method) {
      case 'GET':
        return reader.get(kind, address, request);
      case 'PUT':
        return writes.replace(kind, address, request);
      case 'PATCH':
        return writes.patch(kind, address, request);
      case 'DELETE':
        return deletions.delete(kind, address, request);
      default:
        throw methodNotAllowed();
    }
  }

  #subresource(kind: ResourceKind, address: Address, request: ApiRequest): Answer | Stream {
    const { writes, reader, special } = this.#parts;
    if (address.subresource === 'scale' && kind.scale) return this.#scale(kind, address, request);
    if (address.subresource !== 'status' || !kind.statusSubresource) return special.handle(kind, address, request);
    switch (request.method) {
      case 'GET':
        return reader.get(kind, address, request);
      case 'PUT':
        return writes.replace(kind, address, request);
      case 'PATCH':
        return writes.patch(kind, address, request);
      default:
        throw unsupportedVerb(kind, request.method);
    }
  }

  #scale(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const { reader, writer, writes } = this.#parts;
    const old = shown(kind, reader.find(kind, address));
    if (request.method === 'GET') return ok(scaleOf(kind, old));
    if (request.method !== 'PUT' && request.method !== 'PATCH') throw unsupportedVerb(kind, request.method);
    const options = writeOptionsOf(request, 'UpdateOptions');
    const scale = request.method === 'PUT' ? bodyOf(request).value : writes.patchedScale(scaleOf(kind, old), request);
    checkReplicas(kind, address.name, scale);
    const draft = scaled(kind, { ...old, metadata: { ...old.metadata, resourceVersion: scale.metadata?.resourceVersion } }, scale);
    const stored = writer.update(kind, old, draft, { manager: options.fieldManager, subresource: 'scale', dryRun: options.dryRun });
    return ok(scaleOf(kind, shown(kind, stored)));
  }

  #review(request: ApiRequest, address: Address, user: UserInfo): Answer {
    const answer = this.#parts.reviews.answer(address, request, user);
    if (answer) return answer;
    const { group, version } = address;
    const isBuiltIn = this.#parts.registry.all().some((kind) => !kind.custom && kind.group === group && kind.version === version);
    throw isBuiltIn ? unknownResource() : unknownPath();
  }

  /** The documents about the server itself. */
  #document(request: ApiRequest): Answer | undefined {
    const { path } = request;
    // What has more parts is a resource.
    if (path.startsWith('/api') && slashesIn(path) > 4) return undefined;
    if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return ok('ok', 'text/plain; charset=utf-8');
    if (path === '/version' || path === '/version/') return ok(VERSION);
    if (!path.startsWith('/api') && !path.startsWith('/openapi')) return undefined;
    const { registry, discovery } = this.#parts;
    const kinds = registry.all();
    const aggregated = AGGREGATED.exec(String(request.headers.accept ?? '').replaceAll(' ', ''))?.[0];
    if (path === '/api' || path === '/api/')
      return aggregated ? ok(aggregatedDiscovery(kinds, true), aggregated) : ok(coreVersions(String(request.headers.host ?? '')));
    if (path === '/apis' || path === '/apis/') return aggregated ? ok(aggregatedDiscovery(kinds, false), aggregated) : ok(groupList(kinds));
    if (path === '/openapi/v2') return openapiV2(String(request.headers.accept ?? ''), VERSION.gitVersion);
    const openapi = /^\/openapi\/v3(?:\/(.+))?$/.exec(path);
    if (openapi) return this.#openapi(openapi[1]);
    const [, area, first, second, more] = path.split('/');
    if (area === 'api' && first && !second) return required(discovery.resourceList(kinds, '', first));
    if (area !== 'apis' || !first || more !== undefined) return undefined;
    return required(second ? discovery.resourceList(kinds, first, second) : groupOf(kinds, first));
  }

  #openapi(path: string | undefined): Answer {
    const { registry, metadataSchema } = this.#parts;
    if (path === undefined) return ok(JSON.stringify(openapiIndex(registry.all(), registry.revision)), 'text/plain; charset=utf-8');
    const document = openapiDocument(registry.all(), path, metadataSchema);
    return document ? ok(document) : { status: 404, body: '', contentType: '' };
  }
}

function slashesIn(path: string): number {
  let count = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) count++;
  return count;
}

/** A custom resource's server says which verb it is, and of which resource. */
function unsupportedVerb(kind: ResourceKind, method: string): Refusal {
  if (!kind.custom) return methodNotAllowed();
  const verb = method === 'POST' ? 'create' : method === 'DELETE' ? 'delete' : method.toLowerCase();
  const message = `${verb} is not supported on resources of kind ${quote(qualified(resourceOf(kind)))}`;
  return new Refusal({ code: 405, reason: 'MethodNotAllowed', message, details: { group: kind.group, kind: kind.plural } });
}

function checkReplicas(kind: ResourceKind, name: string, { spec }: JsonObject): void {
  const replicas = spec?.replicas ?? 0;
  if (replicas >= 0) return;
  if (kind.custom) {
    const path = `.${kind.scale?.specReplicas.join('.')}`;
    throw invalid(kindNameOf(kind), name, [invalidValue(path, replicas, 'should be a non-negative integer')]);
  }
  const error = invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0');
  throw invalid({ group: 'autoscaling', resource: 'Scale' }, name, [error]);
}

function required(body: unknown): Answer {
  if (body === undefined) throw unknownPath();
  return ok(body);
}

const VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.1',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'embedded',
};
