/** Talks to an embedded server as any HTTP client would: what the specs of lib/embedded have in common. */
import { ADMIN_TOKEN } from '../../lib/embedded/authentication.ts';
import { EmbeddedApiServer, type EmbeddedApiServerOptions } from '../../lib/embedded/embedded-api-server.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';

/** An answer, read. */
export interface SessionAnswer {
  code: number;
  body: JsonObject;
  headers: Headers;
}

/** The header that makes a request the administrator's. */
export const AS_ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` } as const;

/** Content types of patches. */
export const PATCH = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** A server with ways to ask it. */
export class EmbeddedSession {
  readonly server: EmbeddedApiServer;

  private constructor(server: EmbeddedApiServer) {
    this.server = server;
  }

  static async start(options?: EmbeddedApiServerOptions): Promise<EmbeddedSession> {
    return new EmbeddedSession(await EmbeddedApiServer.start(options));
  }

  /** One request; a text body is sent as it is. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<SessionAnswer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(this.server.url + path, {
      method,
      ...(text !== undefined && { body: text }),
      headers: { ...AS_ADMIN, 'Content-Type': 'application/json', ...headers },
    });
    const answer = await response.text();
    return { code: response.status, body: answer.startsWith('{') ? JSON.parse(answer) : { text: answer }, headers: response.headers };
  }

  get(path: string, headers?: Record<string, string>): Promise<SessionAnswer> {
    return this.call('GET', path, undefined, headers);
  }

  create(path: string, object: unknown): Promise<SessionAnswer> {
    return this.call('POST', path, object);
  }

  patch(path: string, patch: unknown, type: keyof typeof PATCH = 'merge'): Promise<SessionAnswer> {
    return this.call('PATCH', path, patch, { 'Content-Type': PATCH[type] });
  }

  delete(path: string, options?: unknown): Promise<SessionAnswer> {
    return this.call('DELETE', path, options);
  }

  /** Asks until the answer satisfies; no longer than the spec's own time. */
  async until(path: string, satisfies: (answer: SessionAnswer) => boolean): Promise<SessionAnswer> {
    for (;;) {
      const answer = await this.get(path);
      if (satisfies(answer)) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Opens a watch; `next` waits for its next event. */
  async watch(path: string): Promise<SessionWatch> {
    const abort = new AbortController();
    const response = await fetch(this.server.url + path, { signal: abort.signal, headers: AS_ADMIN });
    return new SessionWatch(response, abort);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** A running watch. */
export class SessionWatch {
  readonly status: number;
  readonly #abort: AbortController;
  readonly #lines: AsyncGenerator<JsonObject>;

  constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.#abort = abort;
    this.#lines = linesOf(response);
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<JsonObject | undefined> {
    return (await this.#lines.next()).value;
  }

  /** The next events, each as `TYPE name`. */
  async names(count: number): Promise<string[]> {
    const names: string[] = [];
    for (let index = 0; index < count; index++) {
      const event = await this.next();
      names.push(event ? `${event.type} ${event.object.metadata?.name ?? ''}`.trim() : 'end');
    }
    return names;
  }

  close(): void {
    this.#abort.abort();
  }
}

async function* linesOf(response: Response): AsyncGenerator<JsonObject> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) yield JSON.parse(line);
  }
}

/** A CRD for kind Widget in widgets.example.com; `spec` is the schema of its spec. */
export function widgetDefinition(
  spec: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  version: JsonObject = {},
): JsonObject {
  const schema = {
    openAPIV3Schema: { type: 'object', properties: { spec, status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wg'] },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema, ...version }],
    },
  };
}

/** A Widget. */
export function widget(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, spec };
}

/** Where CRDs and Widgets are. */
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';
export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
export const PODS = '/api/v1/namespaces/default/pods';

/** A ConfigMap. */
export function configMap(name: string, data: Record<string, string> = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** A Pod with one container. */
export function pod(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'main', image: 'busybox' }], ...spec },
  };
}
