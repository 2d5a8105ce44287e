/**
 * The operator of a soak, a process of its own: status writes, a finalizer, a child by apply, a timer. It says what it handled, and, when
 * asked, how its process is. Run with --expose-gc.
 */
import { readdir } from 'node:fs/promises';
import { KubernetesOperator } from '../../lib/index.ts';
import type { Timers } from '../../lib/resource/timers-and-daemons.ts';
import type { ProcessState, SoakMessage } from './soak-message.ts';
import { Soaked, serialOf } from './soaked.ts';

const running = new Map<string, string>();

class HandledSoaked extends Soaked {
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
  static readonly TIMERS = { tick: { intervalSeconds: 120, initialDelaySeconds: 10 } } satisfies Timers<HandledSoaked>;

  async ensureCreated() {
    await this.#handle('ensureCreated');
  }

  async ensureModified() {
    await this.#handle('ensureModified');
  }

  async ensureDeleted() {
    await this.#alone('ensureDeleted', () => say({ mark: 'ended', uid: this.metadata.uid }));
  }

  async childChanged() {
    await this.#alone('childChanged', () => {});
  }

  async tick() {
    await this.#alone('tick', () => {
      this.status = { ticks: (this.status.ticks ?? 0) + 1 };
      say({ mark: 'ticked' });
    });
  }

  async #handle(handler: string) {
    const serial = serialOf({ metadata: this.metadata as { labels?: Record<string, string> }, spec: this.spec });
    await this.#alone(handler, async () => {
      await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name }, data: { serial: `${serial}` } });
      this.status = { serial };
    });
    say({ mark: 'handled', uid: this.metadata.uid, serial });
  }

  async #alone(handler: string, work: () => unknown) {
    const { name, uid } = this.metadata;
    const other = running.get(name);
    if (other) say({ mark: 'overlapped', what: `${handler} of ${name} (${uid}) began while ${other} was running` });
    running.set(name, `${handler} (${uid})`);
    try {
      await work();
    } catch (error) {
      say({ mark: 'failed', error: (error as Error).name });
      throw error;
    } finally {
      running.delete(name);
    }
  }
}

async function stateOfProcess(): Promise<ProcessState> {
  // The second one frees what the first one's finalizers let go.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const descriptors = await readdir('/proc/self/fd')
    .then(({ length }) => length)
    .catch(() => undefined);
  const { user, system } = process.cpuUsage();
  return { heapBytes: heapUsed, externalBytes: external, residentBytes: rss, resources, descriptors, cpuSeconds: (user + system) / 1e6 };
}

function say(message: SoakMessage): void {
  process.send?.(message);
}

process.on('message', async () => say({ mark: 'state', state: await stateOfProcess() }));
// Its master has gone.
process.on('disconnect', () => process.exit());

await new KubernetesOperator(HandledSoaked).run();
process.removeAllListeners('disconnect');
process.disconnect?.();
