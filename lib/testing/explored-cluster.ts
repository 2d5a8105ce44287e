/**
 * The cluster of one run: an embedded API server without a socket, that begins with what was prepared once, and whose time is the run's.
 */
import { afterThisTurn, type Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { NetworkAnswer, NetworkRequest, SendRequest } from '../cluster/network.ts';
import type { StreamTarget } from '../embedded/answer.ts';
import type { ClusterState } from '../embedded/cluster-state.ts';
import type { EmbeddedApiServer } from '../embedded/embedded-api-server.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import type { ExplorationPace } from './exploration-pace.ts';
import type { RunCluster } from './run-cluster.ts';

/** What the clusters of all runs have in common. */
export interface ClusterTemplate {
  readonly server: EmbeddedApiServer;
  readonly state: ClusterState;
  readonly workloads: boolean;
}

/** See the file's comment. */
export class ExploredCluster implements RunCluster {
  readonly kubeConfig: KubeConfig;
  readonly #server: EmbeddedApiServer;
  readonly #pace: ExplorationPace;

  /** @param server one that doesn't listen */
  constructor(server: EmbeddedApiServer, kubeConfig: KubeConfig, pace: ExplorationPace) {
    this.#server = server;
    this.kubeConfig = kubeConfig;
    this.#pace = pace;
  }

  /** Makes one. */
  static async start(template: ClusterTemplate, kubeConfig: KubeConfig, clock: Clock, pace: ExplorationPace): Promise<ExploredCluster> {
    const { EmbeddedApiServer: Server } = await import('../embedded/embedded-api-server.ts');
    const { server: like, state: snapshot, workloads } = template;
    const server = await Server.start({ clock, workloads, listens: false, like, snapshot });
    return new ExploredCluster(server, kubeConfig, pace);
  }

  /** The version up to which it goes. */
  get revision(): string {
    return String(this.#server.revision);
  }

  /** Everything that it holds. */
  objects(): readonly StoredObject[] {
    return this.#server.objects() as unknown as readonly StoredObject[];
  }

  /** The objects of one of the operator's kinds. */
  objectsOf({ GROUP, PLURAL }: CRDClass): readonly StoredObject[] {
    return this.#server.objectsIn(`${GROUP}/${PLURAL}`) as unknown as readonly StoredObject[];
  }

  /** Tells of each change of an object. */
  onChange(listener: (object: StoredObject) => void): () => void {
    return this.#server.onChange(({ object }) => listener(object as unknown as StoredObject));
  }

  /** Here it goes with its owner. */
  async collected(): Promise<void> {}

  /** Sends a request to it, as by a socket: it is answered in a later turn. */
  readonly send: SendRequest = (request, answer) => {
    const done = this.#pace.begin();
    let target: LineTarget | undefined;
    let given = false;
    afterThisTurn(() => {
      if (!given) target = this.#answer(request, answer);
      done();
    });
    return () => {
      given = true;
      target?.destroy();
    };
  };

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  #answer(request: NetworkRequest, answer: NetworkAnswer): LineTarget | undefined {
    const mark = request.path.indexOf('?');
    const written = this.#server.respond({
      method: request.method,
      path: mark < 0 ? request.path : request.path.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? '' : request.path.slice(mark + 1)),
      headers: request.headers as Record<string, string | string[] | undefined>,
      body: typeof request.body === 'string' ? request.body : Buffer.from(request.body ?? '').toString(),
    });
    if (!('text' in written)) {
      const target = new LineTarget(answer, this.#pace);
      answer.start(200, { 'content-type': written.contentType });
      written.start(target);
      return target;
    }
    answer.start(written.status, lowerCased(written.headers));
    answer.data(Buffer.from(written.text));
    answer.end();
    return undefined;
  }
}

/** A watch's body, told line by line. */
class LineTarget implements StreamTarget {
  destroyed = false;
  readonly #answer: NetworkAnswer;
  readonly #pace: ExplorationPace;
  readonly #listeners: (() => void)[] = [];

  constructor(answer: NetworkAnswer, pace: ExplorationPace) {
    this.#answer = answer;
    this.#pace = pace;
  }

  flushHeaders(): void {}

  write(text: string, written?: () => void): void {
    if (this.destroyed) return;
    this.#pace.sign();
    this.#answer.data(Buffer.from(text));
    written?.();
  }

  end(): void {
    if (this.destroyed) return;
    this.#pace.sign();
    this.#close();
    this.#answer.end();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.#pace.sign();
    this.#close();
    this.#answer.fail(Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' }));
  }

  once(_event: 'close', listener: () => void): void {
    this.#listeners.push(listener);
  }

  #close(): void {
    this.destroyed = true;
    for (const listener of this.#listeners) listener();
  }
}

function lowerCased(headers: Readonly<Record<string, string | string[]>>): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name] as string | string[];
    lowered[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return lowered;
}
