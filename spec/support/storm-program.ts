/** The operator of a storm as a process of its own: each handler tells the ledger when it begins and ends, and waits for the answer. */
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { type StormWork, withHandlers } from './storm-handlers.ts';
import type { StormMessage } from './storm-operator.ts';
import { Thing } from './thing.ts';

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

const told: StormWork = async (thing, handler) => {
  const { namespace, name, uid, generation, labels } = thing.metadata;
  const metadata = { namespace, name, uid, generation, labels: { ...labels } };
  const begin = await tell({ begin: handler, object: { metadata, spec: thing.body.spec } });
  if (handler !== 'ensureDeleted') thing.status = { step: `${begin}` };
  const succeeded = !thing.signal.aborted;
  await tell({ end: begin, succeeded });
  thing.signal.throwIfAborted();
};

await new KubernetesOperator(withHandlers(Thing, told) as unknown as CRDClass).run();
process.removeAllListeners('disconnect');
process.disconnect?.();
