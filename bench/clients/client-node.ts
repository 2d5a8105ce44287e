/**
 * client-node's informer, as its documentation shows it. With MODE=status each handler writes the status, 64 at once: it has no queue, and
 * ten thousand requests at once would measure nothing but refused connections.
 */
import { CustomObjectsApi, KubeConfig, makeInformer, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { handled, type MeasuredObject } from '../meter.ts';

const kind = { group: 'bench.example.com', version: 'v1', plural: 'widgets' };
const kubeConfig = new KubeConfig();
kubeConfig.loadFromDefault();
const api = kubeConfig.makeApiClient(CustomObjectsApi);

type Stored = MeasuredObject & { metadata: { name: string; namespace: string }; status?: { round: number } };

const waiting: Stored[] = [];
let writing = 0;

/** Takes turns with the others until nothing waits. */
async function writeAll(): Promise<void> {
  writing += 1;
  for (let object = waiting.shift(); object; object = waiting.shift()) await write(object);
  writing -= 1;
}

async function write(object: Stored): Promise<void> {
  const { round } = object.spec;
  if (object.status?.round === round) return;
  const { name, namespace } = object.metadata;
  const body = { status: { state: 'processed', round } };
  await api.patchNamespacedCustomObjectStatus(
    { ...kind, namespace, name, body },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  handled(object);
}

const informer = makeInformer(kubeConfig, '/apis/bench.example.com/v1/widgets', () => api.listClusterCustomObject(kind));
const take = (object: unknown) => {
  if (process.env.MODE !== 'status') return handled(object as Stored);
  waiting.push(object as Stored);
  if (writing < 64) void writeAll();
};
informer.on('add', take);
informer.on('update', take);
informer.on('error', () => void informer.start());
await informer.start();
