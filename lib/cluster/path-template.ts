/**
 * A request's path without the names in it, as spans are called by: bounded in number, and nothing of anybody's objects. Pure.
 */

/** Subresources of a namespace; any other word after its name is a resource in it. */
const OF_NAMESPACES = new Set(['status', 'finalize']);

/** The path with `{namespace}`, `{name}` and `{path}` in place of what varies. */
export function pathTemplate(path: string): string {
  const parts = path.split('?', 1)[0]?.split('/').slice(1) ?? [];
  const roots = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : undefined;
  if (roots === undefined) return parts.length > 1 ? `/${parts[0]}/{path}` : `/${parts[0] ?? ''}`;
  const root = parts.slice(0, roots);
  const rest = parts.slice(roots);
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && !(rest.length === 3 && OF_NAMESPACES.has(rest[2] as string));
  return `/${[...root, ...(isInNamespace ? ['namespaces', '{namespace}', ...ofResource(rest.slice(2))] : ofResource(rest))].join('/')}`;
}

/** resource, name, subresource, and what comes after, as of a proxy. */
function ofResource([resource, name, subresource, ...rest]: readonly string[]): string[] {
  if (resource === undefined) return [];
  if (name === undefined) return [resource];
  if (subresource === undefined) return [resource, '{name}'];
  return rest.length === 0 ? [resource, '{name}', subresource] : [resource, '{name}', subresource, '{path}'];
}
