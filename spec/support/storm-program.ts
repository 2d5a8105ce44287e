/** The operator of a storm as a process of its own: each handler tells the ledger when it begins and ends, and waits for the answer. */
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { StormMessage } from './storm-operator.ts';

type Unsent<T> = T extends StormMessage ? Omit<T, 'id'> : never;

const waiting = new Map<number, () => void>();
let messages = 0;

async function tell(message: Unsent<StormMessage>): Promise<number> {
  messages += 1;
  const id = messages;
  const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
  process.send?.({ ...message, id });
  await answered;
  return id;
}

process.on('message', (id: number) => {
  waiting.get(id)?.();
  waiting.delete(id);
});
// The specs have gone.
process.on('disconnect', () => process.exit());

/** The kind of stage.ts, without loading what else is there. */
class Told extends CRDBase<object, { step?: string }> {
  static readonly GROUP = 'scenarios.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'things';
  static readonly SINGULAR = 'thing';
  static readonly KIND = 'Thing';
  static readonly BACKOFF = { initialSeconds: 0.02, factor: 1.5, maxSeconds: 0.2 };

  async ensureCreated() {
    await this.#work('ensureCreated');
  }

  async ensureModified() {
    await this.#work('ensureModified');
  }

  async ensureDeleted() {
    await this.#work('ensureDeleted');
  }

  async #work(handler: string) {
    const { namespace, name, uid, generation, labels } = this.metadata;
    const metadata = { namespace, name, uid, generation, labels: { ...labels } };
    const begin = await tell({ begin: handler, object: { metadata, spec: this.body.spec } });
    if (handler !== 'ensureDeleted') this.status = { step: `${begin}` };
    const succeeded = !this.signal.aborted;
    await tell({ end: begin, succeeded });
    this.signal.throwIfAborted();
  }
}

await new KubernetesOperator(Told).run();
process.removeAllListeners('disconnect');
process.disconnect?.();
