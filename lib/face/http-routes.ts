/**
 * Which handler answers which path. Whoever has something to show adds a route, and takes it away when it ends.
 */

/** A request. */
export interface HttpRequest {
  readonly method: string;
  /** Without query, percent-decoded. */
  readonly path: string;
  /** What stands in place of the `*` that a route ends with; empty without one. */
  readonly rest: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole body. @throws HttpRefusal it is too large */
  body(): Promise<Buffer>;
}

/** An answer. */
export interface HttpAnswer {
  /** @default 200 */
  readonly status?: number;
  /** @default 'text/plain; charset=utf-8' */
  readonly contentType?: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Answers a request. What it throws, other than an HttpRefusal, is logged and answered by 500 without a reason. */
export type HttpHandler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

/** The end of a request that can't be served, with the reason for its sender. */
export class HttpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Options of a route. */
export interface RouteOptions {
  /** The methods that it answers; GET includes HEAD. @default GET */
  readonly methods?: readonly string[];
}

interface Route {
  readonly handler: HttpHandler;
  readonly methods: readonly string[];
}

/** What a path leads to. */
export type FoundRoute =
  | { readonly kind: 'found'; readonly handler: HttpHandler; readonly rest: string }
  | { readonly kind: 'wrong method'; readonly methods: readonly string[] }
  | { readonly kind: 'nothing' };

/** A table of routes. */
export class HttpRoutes {
  readonly #routes = new Map<string, Route>();

  /** The paths that are answered, in order. */
  get paths(): string[] {
    return [...this.#routes.keys()].sort();
  }

  /**
   * Answers a path, until the function that is returned is called.
   *
   * @param path such as `/metrics`, or with a `*` at its end for all that lies below, such as `/hooks/*`
   * @throws TypeError the path is answered already
   */
  add(path: string, handler: HttpHandler, { methods = ['GET'] }: RouteOptions = {}): () => void {
    if (!path.startsWith('/')) throw new TypeError(`the path of a route begins with a slash, unlike ${path}`);
    if (this.#routes.has(path)) throw new TypeError(`${path} is answered already`);
    const route = { handler, methods };
    this.#routes.set(path, route);
    return () => {
      if (this.#routes.get(path) === route) this.#routes.delete(path);
    };
  }

  /** What a request leads to: the path itself, else the nearest `*` above it. */
  find(method: string, path: string): FoundRoute {
    const [route, rest] = this.#lookUp(path);
    if (!route) return { kind: 'nothing' };
    const asked = method === 'HEAD' ? 'GET' : method;
    return route.methods.includes(asked)
      ? { kind: 'found', handler: route.handler, rest }
      : { kind: 'wrong method', methods: route.methods };
  }

  #lookUp(path: string): [Route | undefined, string] {
    const exact = path.endsWith('*') ? undefined : this.#routes.get(path);
    if (exact) return [exact, ''];
    for (let end = path.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
      const route = this.#routes.get(`${path.slice(0, end + 1)}*`);
      if (route) return [route, path.slice(end + 1)];
    }
    return [undefined, ''];
  }
}
