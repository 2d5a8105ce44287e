/**
 * Finds the kind that a hook means: by kind, plural, singular or short name in any case, in the version that it names, or in
 * whatever version the server prefers.
 */
import { apiErrorOf, isSuccess } from '../cluster/api-answer.ts';
import { groupVersionPath, parseApiVersion, type ResourceLocation } from '../cluster/resource-path.ts';
import type { Transport } from '../cluster/transport.ts';

/** A kind that was found. */
export interface FoundKind extends ResourceLocation {
  readonly apiVersion: string;
  readonly kind: string;
}

interface WireResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
}

interface WireGroups {
  readonly groups?: readonly {
    readonly preferredVersion?: { readonly groupVersion: string };
    readonly versions?: readonly { readonly groupVersion: string }[];
  }[];
}

/** Looks for kinds, and remembers those that it has found. */
export class KindLookup {
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #found = new Map<string, FoundKind>();

  /** @param now the wall-clock time, for what a server says of waiting */
  constructor(transport: Transport, now: () => number) {
    this.#transport = transport;
    this.#now = now;
  }

  /**
   * A kind, or undefined when the server doesn't serve it.
   *
   * @param apiVersion '' for any
   * @throws ApiError, UnreachableError it can't be asked
   */
  async find(apiVersion: string, kind: string): Promise<FoundKind | undefined> {
    const name = `${apiVersion} ${kind.toLowerCase()}`;
    const known = this.#found.get(name);
    if (known) return known;
    for await (const version of this.#versions(apiVersion)) {
      const found = await this.#findIn(version, kind.toLowerCase());
      if (!found) continue;
      this.#found.set(name, found);
      return found;
    }
    return undefined;
  }

  /** The core group comes first, then the others as the server lists them; versions that aren't preferred come last. */
  async *#versions(apiVersion: string): AsyncGenerator<string> {
    if (apiVersion !== '') return yield apiVersion;
    yield 'v1';
    const { groups = [] } = (await this.#read<WireGroups>('/apis')) ?? {};
    const preferred = groups.map(({ preferredVersion }) => preferredVersion?.groupVersion).filter((version) => version !== undefined);
    yield* preferred;
    for (const { versions = [] } of groups)
      for (const { groupVersion } of versions) if (!preferred.includes(groupVersion)) yield groupVersion;
  }

  async #findIn(apiVersion: string, wanted: string): Promise<FoundKind | undefined> {
    const groupVersion = parseApiVersion(apiVersion);
    const { resources = [] } = (await this.#read<{ resources?: readonly WireResource[] }>(groupVersionPath(groupVersion))) ?? {};
    const found = resources.find((resource) => !resource.name.includes('/') && namesOf(resource).includes(wanted));
    return found && { ...groupVersion, apiVersion, plural: found.name, kind: found.kind, namespaced: found.namespaced === true };
  }

  /** What lies at a path, or undefined when nothing does. */
  async #read<T>(path: string): Promise<T | undefined> {
    const request = { method: 'GET', path } as const;
    const response = await this.#transport.request(request);
    if (response.status === 404) {
      response.body.destroy();
      return undefined;
    }
    // A group whose own server is away says nothing of the others.
    if (response.status === 503 && path !== '/apis') {
      response.body.destroy();
      return undefined;
    }
    if (!isSuccess(response.status)) throw await apiErrorOf(request, response, this.#now());
    return JSON.parse(await response.text()) as T;
  }
}

function namesOf({ kind, name, singularName = '', shortNames = [] }: WireResource): string[] {
  return [kind, name, singularName, ...shortNames].filter((each) => each !== '').map((each) => each.toLowerCase());
}
