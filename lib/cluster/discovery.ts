/**
 * What kinds the server knows, learnt per group and version at first need and kept. A kind that is missed is looked for
 * again, at most about once a second, since CRDs come and go.
 */
import type { Clock } from '../base/clock.ts';
import { ApiError } from '../base/errors.ts';
import { apiErrorFrom, isSuccess, UNKNOWN_KIND } from './api-answer.ts';
import { type GroupVersion, groupVersionPath, parseApiVersion, type ResourceLocation } from './resource-path.ts';
import type { Transport } from './transport.ts';

/** A kind as the server describes it. */
export interface ApiResource extends ResourceLocation {
  readonly kind: string;
  readonly verbs: readonly string[];
  /** Names such as 'status' and 'scale'. */
  readonly subresources: readonly string[];
}

interface GroupVersionKinds {
  readonly kinds: ReadonlyMap<string, ApiResource>;
  readonly fetchedAt: number;
}

interface WireResource {
  name: string;
  kind: string;
  namespaced?: boolean;
  verbs?: string[];
}

const REFETCH_MILLISECONDS = 1000;

/** The kinds of one server. */
export class Discovery {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #known = new Map<string, GroupVersionKinds>();
  readonly #fetching = new Map<string, Promise<GroupVersionKinds>>();

  /** @param clock what the pauses between two looks go by: those of a real server, so a real clock */
  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** A kind that has been learnt already; saves the promise on the way that every request takes. */
  known(apiVersion: string, kind: string): ApiResource | undefined {
    return this.#known.get(apiVersion)?.kinds.get(kind);
  }

  /**
   * A kind.
   *
   * @throws ApiError 404 with reason 'UnknownKind': the server doesn't know it
   */
  async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    const found = await this.find(apiVersion, kind);
    if (found) return found;
    throw this.#unknownKind(apiVersion, kind);
  }

  /** A kind, or undefined when the server doesn't know it. */
  async find(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const known = this.#known.get(apiVersion);
    const resource = known?.kinds.get(kind);
    if (resource) return resource;
    if (known && this.#clock.monotonic() - known.fetchedAt < REFETCH_MILLISECONDS) return undefined;
    return (await this.#fetch(apiVersion)).kinds.get(kind);
  }

  /** A resource by its plural name, or undefined when the server doesn't know it. */
  async findPlural(apiVersion: string, plural: string): Promise<ApiResource | undefined> {
    const known = this.#known.get(apiVersion);
    const found = byPlural(known, plural);
    if (found) return found;
    if (known && this.#clock.monotonic() - known.fetchedAt < REFETCH_MILLISECONDS) return undefined;
    return byPlural(await this.#fetch(apiVersion), plural);
  }

  /** Forgets a group's version, such as after its CRD changed. */
  invalidate(apiVersion: string): void {
    this.#known.delete(apiVersion);
    // A fetch under way may bring what was before: its result is used by who waits for it, but not kept.
    this.#fetching.delete(apiVersion);
  }

  #fetch(apiVersion: string): Promise<GroupVersionKinds> {
    const running = this.#fetching.get(apiVersion);
    if (running) return running;
    const fetching = this.#read(apiVersion).then(
      (kinds) => {
        if (this.#fetching.get(apiVersion) === fetching) {
          this.#known.set(apiVersion, kinds);
          this.#fetching.delete(apiVersion);
        }
        return kinds;
      },
      (error: unknown) => {
        if (this.#fetching.get(apiVersion) === fetching) this.#fetching.delete(apiVersion);
        throw error;
      },
    );
    this.#fetching.set(apiVersion, fetching);
    return fetching;
  }

  async #read(apiVersion: string): Promise<GroupVersionKinds> {
    const groupVersion = parseApiVersion(apiVersion);
    const path = groupVersionPath(groupVersion);
    const response = await this.#transport.request({ method: 'GET', path });
    const text = await response.text();
    const fetchedAt = this.#clock.monotonic();
    if (response.status === 404) return { kinds: new Map(), fetchedAt };
    if (!isSuccess(response.status)) {
      throw apiErrorFrom({ method: 'GET', path, status: response.status, headers: response.headers, text, now: this.#clock.now() });
    }
    return { kinds: kindsOf(groupVersion, JSON.parse(text) as { resources?: WireResource[] }), fetchedAt };
  }

  #unknownKind(apiVersion: string, kind: string): ApiError {
    const kinds = [...(this.#known.get(apiVersion)?.kinds.keys() ?? [])];
    const nearest = nearestName(kind, kinds);
    const served = kinds.length > 0 ? 'serves that version, but not that kind' : 'does not serve that version';
    return new ApiError({
      status: 404,
      reason: UNKNOWN_KIND,
      method: 'GET',
      path: groupVersionPath(parseApiVersion(apiVersion)),
      message: `no kind ${kind} in ${apiVersion}: the server ${served}${nearest ? `; did you mean ${nearest}?` : '; is its CRD installed?'}`,
    });
  }
}

function byPlural(known: GroupVersionKinds | undefined, plural: string): ApiResource | undefined {
  for (const resource of known?.kinds.values() ?? []) if (resource.plural === plural) return resource;
  return undefined;
}

function kindsOf({ group, version }: GroupVersion, list: { resources?: WireResource[] }): ReadonlyMap<string, ApiResource> {
  const kinds = new Map<string, ApiResource>();
  const resources = list.resources ?? [];
  for (const { name, kind, namespaced, verbs } of resources) {
    // The first of two resources of one kind is the kind's own.
    if (name.includes('/') || kinds.has(kind)) continue;
    const prefix = `${name}/`;
    const subresources = resources.filter((other) => other.name.startsWith(prefix)).map((other) => other.name.slice(prefix.length));
    kinds.set(kind, { group, version, plural: name, kind, namespaced: namespaced === true, verbs: verbs ?? [], subresources });
  }
  return kinds;
}

/** The name that differs in case or in a letter or two, if there is one. */
function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const near = names
    .map((other) => ({ other, distance: editDistance(wanted, other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(2, Math.floor(name.length / 4)) ? near.other : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
