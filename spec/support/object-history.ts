/**
 * Every version of the objects of a kind that a watch shows: by it specs count writes and see their order.
 */
import { systemClock } from '../../lib/base/clock.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { ObjectText } from '../../lib/base/object-text.ts';
import type { KindReference } from '../../lib/cluster/client.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { Reflector } from '../../lib/watch/reflector.ts';

/** A watch that keeps what it sees. */
export class ObjectHistory {
  readonly #versions: StoredObject[] = [];
  readonly #over = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  private constructor() {}

  /** Begins to watch a kind in a namespace; resolves when the first list is complete. */
  static async of(cluster: TestCluster, kind: KindReference, namespace?: string): Promise<ObjectHistory> {
    const history = new ObjectHistory();
    const connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
    const path = await connection.client.collectionPath(kind, namespace);
    const note = (text: ObjectText) => void history.#versions.push(text.parse());
    let synced = false;
    const observer = {
      stateChanged() {},
      listStarted() {},
      listAbandoned() {},
      upserted: note,
      deleted() {},
      listEnded: () => {
        synced = true;
      },
    };
    const reflector = new Reflector({ transport: connection.transport, clock: systemClock, logger: silentLogger, path, observer });
    history.#ended = reflector.run(history.#over.signal).finally(() => connection.close());
    await eventually(() => synced);
    return history;
  }

  /** The versions of an object so far, the oldest first; each once. */
  versions(name: string): StoredObject[] {
    const seen = new Set<string>();
    return this.#versions.filter(({ metadata }) => {
      if (metadata.name !== name || seen.has(metadata.resourceVersion)) return false;
      seen.add(metadata.resourceVersion);
      return true;
    });
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#ended;
  }
}
