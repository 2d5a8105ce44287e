/** What a request wants to do, in the words in which permissions are given: verb, resource and name, or verb and path. */
import { type Address, type ApiRequest, addressOf } from './api-request.ts';

/** An access to a resource. */
export interface ResourceAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

/** An access to anything else. */
export interface PathAttributes {
  verb: string;
  path: string;
}

/** What is asked for. */
export type AccessAttributes = ResourceAttributes | PathAttributes;

const VERBS: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete', GET: 'get', HEAD: 'get' };

/** The attributes of a request. */
export function attributesOf(request: ApiRequest): AccessAttributes {
  const { method, path } = request;
  const address = addressOf(path);
  if (!address) return { verb: method.toLowerCase(), path };
  const { group, subresource } = address;
  const isNamespace = !address.namespace && group === '' && address.plural === 'namespaces';
  const name = address.name || nameSelected(request);
  return {
    verb: verbOf(request, address),
    group,
    resource: address.plural,
    subresource,
    // A namespace counts as being in itself.
    namespace: isNamespace ? address.name : address.namespace,
    name,
  };
}

function verbOf({ method, query }: ApiRequest, { name, subresource }: Address): string {
  const verb = VERBS[method] ?? method.toLowerCase();
  if (subresource) return verb;
  if (verb === 'get' && !name) {
    const watch = query.get('watch');
    return watch !== null && watch !== 'false' && watch !== '0' ? 'watch' : 'list';
  }
  return verb === 'delete' && !name ? 'deletecollection' : verb;
}

/** A collection that is narrowed to one name is an access to that name. */
function nameSelected({ method, query }: ApiRequest): string {
  if (method === 'POST') return '';
  const terms = (query.get('fieldSelector') ?? '').split(',');
  const found = terms.map((term) => /^metadata\.name==?([^=!]+)$/.exec(term.trim())?.[1]).find((name) => name !== undefined);
  return found ?? '';
}

/** True for an access to a resource. */
export function isResourceAccess(attributes: AccessAttributes): attributes is ResourceAttributes {
  return 'resource' in attributes;
}
