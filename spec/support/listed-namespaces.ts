/** The namespaces of which this process has listed a kind, by the requests that it has sent, since a moment. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** undici tells of each request that this process sends. */
const CHANNEL = 'undici:request:create';

/** See the file's comment. Takes note until it is disposed of. */
export class ListedNamespaces implements Disposable {
  readonly seen = new Set<string>();
  readonly #plural: string;

  constructor(plural: string) {
    this.#plural = plural;
    subscribe(CHANNEL, this.#note);
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.#note);
  }

  readonly #note = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string } };
    const { pathname, searchParams } = new URL(request.path, 'http://cluster');
    // A watch goes on from where a list has stood, unless it begins with one.
    const isList = request.method === 'GET' && (!searchParams.has('watch') || searchParams.has('sendInitialEvents'));
    const [, namespace, plural] = /\/namespaces\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
    if (isList && namespace !== undefined && plural === this.#plural) this.seen.add(namespace);
  };
}
