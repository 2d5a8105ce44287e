/**
 * A list, or the beginning of a watch, asked for as of an earlier version. Pure.
 */
import type { NetworkRequest } from '../cluster/network.ts';

/** A list as of an earlier version. */
export function pastList(request: NetworkRequest, past: string): NetworkRequest {
  const [path = '', query = ''] = request.path.split('?');
  const asked = new URLSearchParams(query);
  // A page after the first has its version in its token.
  if (asked.has('continue')) return request;
  for (const name of ['watch', 'allowWatchBookmarks', 'sendInitialEvents', 'timeoutSeconds']) asked.delete(name);
  asked.set('resourceVersion', past);
  asked.set('resourceVersionMatch', 'Exact');
  return { ...request, path: `${path}?${asked}` };
}
