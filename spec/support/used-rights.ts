/** What a token's requests make use of, in the words in which rights are granted: `get pods.`, `patch printers/status.demo.example.com`. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

const RESOURCE_PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

/** undici tells of each request that this process sends. */
const CHANNEL = 'undici:request:create';

/** See the file's comment. Notes requests until it is disposed of. */
export class UsedRights implements Disposable {
  readonly #seen = new Set<string>();
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
    subscribe(CHANNEL, this.#note);
  }

  /** Those of some rules that no request has made use of. */
  unusedOf(rules: readonly { apiGroups?: readonly string[]; resources?: readonly string[]; verbs: readonly string[] }[]): string[] {
    const granted = rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`))),
    );
    return granted.filter((right) => !this.#seen.has(right));
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.#note);
  }

  readonly #note = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string; headers: unknown } };
    if (!JSON.stringify(request.headers).includes(this.#token)) return;
    const { pathname, searchParams } = new URL(request.path, 'http://cluster');
    const [, group = '', resource, name, subresource] = RESOURCE_PATH.exec(pathname) ?? [];
    if (resource === undefined) return;
    const read = name === undefined ? (searchParams.has('watch') ? 'watch' : 'list') : 'get';
    this.#seen.add(`${VERBS[request.method] ?? read} ${resource}${subresource ? `/${subresource}` : ''}.${group}`);
  };
}
