/**
 * Bodies that clients written in Go send in protobuf, as `kubectl create` does: here they become JSON, and all that follows
 * sees no difference. Answers are always JSON, which such clients take as well.
 */
import { type Address, type ApiRequest, addressOf, mediaType } from './api-request.ts';
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import { MessageReader } from './protobuf-message.ts';
import { fieldsOf, MalformedProtobuf } from './protobuf-wire.ts';
import { badRequest, quote } from './refusal.ts';
import { apiVersionOf } from './resource-kind.ts';
import { reviewNamed } from './review-kinds.ts';
import type { Schema } from './schema.ts';
import type { TypeLibrary } from './type-notation.ts';

/** How clients name the format. */
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** What stands before the envelope. */
const PREFIX = Buffer.from('k8s\0');

/** The sections in which the types stand that are sent without being resources of their own. */
const SENT_TYPES = ['policy', 'scale', 'authentication', 'core'];

/** What the body of a request has to hold. */
interface Expected {
  kind: string;
  /** Absent where the kind alone counts. */
  apiVersion?: string;
  schema: Schema;
}

/** Turns protobuf bodies into JSON. */
export class ProtobufBodies {
  readonly #registry: KindRegistry;
  readonly #library: TypeLibrary;
  readonly #messages = new MessageReader();

  constructor(parts: { registry: KindRegistry; library: TypeLibrary }) {
    this.#registry = parts.registry;
    this.#library = parts.library;
  }

  /** The request with its body as JSON; as it is where protobuf isn't spoken, so that it is refused as any other format. */
  readable(request: ApiRequest): ApiRequest {
    const { bytes, method } = request;
    if (!bytes || mediaType(request) !== PROTOBUF_TYPE || (method === 'DELETE' && bytes.length === 0)) return request;
    const expected = this.#expected(request);
    if (!expected) return request;
    const headers = { ...request.headers, 'content-type': 'application/json' };
    return { ...request, headers, body: JSON.stringify(this.#read(bytes, expected)) };
  }

  #expected({ method, path }: ApiRequest): Expected | undefined {
    const address = addressOf(path);
    if (!address) return undefined;
    if (method === 'DELETE') return { kind: 'DeleteOptions', schema: this.#library.get('meta.DeleteOptions') };
    if (method !== 'POST' && method !== 'PUT') return undefined;
    const kind = this.#registry.get(address.group, address.version, address.plural);
    if (!kind) return this.#expectedReview(address);
    if (address.subresource === 'scale' && kind.scale) return this.#sent('Scale');
    const special = kind.subresources.find(({ name }) => name === address.subresource);
    if (special && special.kind !== kind.kind) return this.#sent(special.kind);
    return kind.custom ? undefined : { kind: kind.kind, apiVersion: apiVersionOf(kind), schema: kind.schema };
  }

  #expectedReview(address: Address): Expected | undefined {
    const review = reviewNamed(address);
    if (!review) return undefined;
    return {
      kind: review.kind,
      apiVersion: apiVersionOf(review),
      schema: this.#library.get(`${review.group.split('.')[0]}.${review.kind}`),
    };
  }

  #sent(kind: string): Expected | undefined {
    const schema = this.#library.find(SENT_TYPES, kind);
    return schema && { kind, schema };
  }

  #read(bytes: Buffer, expected: Expected): JsonObject {
    const isOptions = expected.kind === 'DeleteOptions';
    const unrecognized = isOptions ? '' : `the object provided is unrecognized (must be of type ${expected.kind}): `;
    const { apiVersion = expected.apiVersion ?? '', kind = expected.kind, raw } = orRefused(unrecognized, () => opened(bytes));
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    const prefix = isOptions ? '' : `${kind} in version ${quote(version)} cannot be handled as a ${expected.kind}: `;
    const isExpected = kind === expected.kind && (expected.apiVersion === undefined || apiVersion === expected.apiVersion);
    // An object of another kind is read too: who handles the request says what is wrong with it.
    const schema = isExpected ? expected.schema : this.#registry.ofObject(apiVersion, kind)?.schema;
    if (!schema || isOptions !== (kind === 'DeleteOptions'))
      throw badRequest(`${prefix}no kind ${quote(kind)} is registered for version ${quote(apiVersion)}`);
    return { apiVersion, kind, ...orRefused(prefix, () => this.#messages.read(raw, schema)) };
  }
}

/** What the envelope holds: the names of the type, if they are given, and the message. */
function opened(bytes: Buffer): { apiVersion?: string; kind?: string; raw: Buffer } {
  if (bytes.length === 0) throw new MalformedProtobuf('empty data');
  if (!bytes.subarray(0, PREFIX.length).equals(PREFIX)) {
    throw new MalformedProtobuf(`provided data does not appear to be a protobuf message, expected prefix [${[...PREFIX].join(' ')}]`);
  }
  if (bytes.length === PREFIX.length) throw new MalformedProtobuf('empty body');
  const { 1: type, 2: raw } = buffersOf(bytes.subarray(PREFIX.length));
  const { 1: apiVersion, 2: kind } = type ? buffersOf(type) : {};
  return {
    ...(apiVersion?.length && { apiVersion: apiVersion.toString() }),
    ...(kind?.length && { kind: kind.toString() }),
    raw: raw ?? Buffer.alloc(0),
  };
}

/** The fields of the envelope by their number; those that count are all bytes. */
function buffersOf(bytes: Buffer): Record<number, Buffer | undefined> {
  const buffers: Record<number, Buffer> = {};
  for (const { number, value, wireType } of fieldsOf(bytes)) {
    if (Buffer.isBuffer(value) && wireType === 2) buffers[number] = value;
    else if (number <= 2) throw new MalformedProtobuf(`proto: wrong wireType = ${wireType} for field ${number} of the envelope`);
  }
  return buffers;
}

function orRefused<T>(prefix: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedProtobuf) throw badRequest(`${prefix}${error.message}`);
    throw error;
  }
}
