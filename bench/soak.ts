/**
 * `node --conditions=@tskubeop/source bench/soak.ts --minutes 120 [--objects 500] [--rate 15] [--seed 1] [--kubeconfig FILE] [--json FILE]`:
 * one operator process for hours, under changes and faults, on an embedded cluster or the one of a kubeconfig, both on loopback. Says each
 * minute how the process is; in the end each object must have been handled in its newest state, each deletion once, and memory and
 * handles be what they were. Ends by itself, with exit code 1 if that isn't so. docs/faults.md has figures.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { StoredObject } from '../lib/base/object-meta.ts';
import { KubeConfig } from '../lib/cluster/client-node.ts';
import { EmbeddedCluster } from '../lib/testing/embedded-cluster.ts';
import { eventually } from '../lib/testing/eventually.ts';
import { RealCluster } from '../lib/testing/real-cluster.ts';
import type { TestCluster } from '../lib/testing/test-cluster.ts';
import { FaultProxy } from '../spec/support/fault-proxy.ts';
import { strikeFault } from './soak/soak-faults.ts';
import { SoakLedger } from './soak/soak-ledger.ts';
import type { ProcessState, SoakMessage } from './soak/soak-message.ts';
import { SoakWriter } from './soak/soak-writer.ts';
import { Soaked, serialOf } from './soak/soaked.ts';

interface Minute extends ProcessState {
  readonly minute: number;
  readonly changes: number;
  readonly calls: number;
  readonly ticks: number;
  readonly failures: number;
  /** Changes that have waited for longer than a minute. */
  readonly overdue: number;
  readonly fault: string;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    objects: { type: 'string', default: '500' },
    rate: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    kubeconfig: { type: 'string' },
    json: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const objects = Number(values.objects);
const rate = Number(values.rate);
const SETTLE_SECONDS = 600;

const ledger = new SoakLedger();
const records: Minute[] = [];
const wrong: string[] = [];

async function main(): Promise<void> {
  const cluster = await openCluster();
  const proxy = await FaultProxy.start(cluster.kubeConfig);
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-soak-'));
  const namespace = `soak-${randomBytes(4).toString('hex')}`;
  let operator: ChildProcess | undefined;
  try {
    await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, proxy.kubeConfig(cluster.kubeConfig).exportConfig(), { mode: 0o600 });
    operator = startOperator(kubeconfig, namespace);
    const { client } = cluster;
    await eventually(() => client.list({ class: Soaked }, { namespace }), { timeoutSeconds: 60 });
    const writer = new SoakWriter({ client, ledger, namespace, objects, seed: Number(values.seed) });
    await writer.fill();
    await eventually(() => ledger.overdue(performance.now(), -1) === 0, { timeoutSeconds: SETTLE_SECONDS });
    await record(operator, 0, 'the start');
    await soak(operator, proxy, writer);
    await finish(operator, cluster, writer, namespace);
  } finally {
    operator?.kill('SIGKILL');
    await proxy.stop();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
  summarize();
  if (values.json)
    await writeFile(values.json, `${JSON.stringify({ node: process.version, options: values, wrong, records }, undefined, 2)}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function openCluster(): Promise<TestCluster> {
  if (!values.kubeconfig) return EmbeddedCluster.start();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(values.kubeconfig);
  const { hostname } = new URL(kubeConfig.getCurrentCluster()?.server ?? 'none:');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) throw new Error(`--kubeconfig: ${hostname} is not on loopback`);
  return RealCluster.connect({ kubeConfig });
}

function startOperator(kubeconfig: string, namespace: string): ChildProcess {
  const operator = fork(join(import.meta.dirname, 'soak/soak-operator.ts'), ['--create-crd', '--namespace', namespace], {
    env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig, TSKUBEOP_LOG_LEVEL: 'error' },
    execArgv: ['--conditions=@tskubeop/source', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  operator.on('message', (message: SoakMessage) => ledger.hear(message));
  return operator;
}

/** Changes and faults until the time is over; the last minute is without a fault. */
async function soak(operator: ChildProcess, proxy: FaultProxy, writer: SoakWriter): Promise<void> {
  const began = performance.now();
  const writing = writer.write(rate, began + minutes * 60_000);
  for (let minute = 1; minute <= minutes && operator.exitCode === null; minute += 1) {
    const fault = minute === minutes ? 'nothing' : strikeFault(proxy, minute - 1);
    await Promise.race([sleep(began + minute * 60_000 - performance.now()), writing]);
    await record(operator, minute, fault);
  }
  proxy.clear();
  await writing;
}

/** Everything must come to rest, and, when all is deleted, go. */
async function finish(operator: ChildProcess, { client }: TestCluster, writer: SoakWriter, namespace: string): Promise<void> {
  const list = async () => [...(await client.list({ class: Soaked }, { namespace }))] as StoredObject[];
  await must('every object is handled in its newest state', async () => {
    const children = new Map(
      [...(await client.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace }))].map((child) => [child.metadata.name, child]),
    );
    const late = (await list()).map((object) => wrongWith(object, children.get(object.metadata.name))).filter((text) => text !== undefined);
    if (late.length > 0) throw new Error(`${late.length} objects, the first: ${late[0]}`);
    return true;
  });
  await writer.clear();
  await must('everything is gone', async () => (await list()).length === 0 && ledger.overdue(performance.now(), -1) === 0);
  await sleep(5000);
  await record(operator, minutes + 1, 'all deleted');
  const { calls, objects: ended } = ledger.ends;
  if (calls !== ended) wrong.push(`${calls} ends of ${ended} objects were handled`);
  wrong.push(...ledger.overlaps);
  const exited = once(operator, 'exit');
  operator.kill('SIGTERM');
  const [code] = await Promise.race([exited, sleep(60_000).then(() => ['nothing within a minute'])]);
  if (code !== 0) wrong.push(`the operator answered SIGTERM with ${code}`);
}

function wrongWith(object: StoredObject, child: StoredObject | undefined): string | undefined {
  const { name, uid, generation } = object.metadata;
  const serial = serialOf(object);
  const { state, observedGeneration, serial: saved, error } = (object as { status?: Record<string, unknown> }).status ?? {};
  if (ledger.handledSerial(uid) !== serial) return `${name}: handled ${ledger.handledSerial(uid)}, is ${serial}`;
  if (state !== 'processed' || observedGeneration !== generation || saved !== serial || error)
    return `${name}: the status is not of ${serial}`;
  if ((child as { data?: { serial?: string } } | undefined)?.data?.serial !== `${serial}`) return `${name}: the child is not of ${serial}`;
  return ledger.endsOf(uid) > 0 ? `${name}: was ended, and is there` : undefined;
}

async function must(what: string, look: () => Promise<boolean>): Promise<void> {
  try {
    await eventually(look, { timeoutSeconds: SETTLE_SECONDS, intervalSeconds: 1 });
    console.log(`yes: ${what}`);
  } catch (error) {
    wrong.push(`not so: ${what}: ${(error as { cause?: unknown }).cause ?? error}`);
  }
}

async function record(operator: ChildProcess, minute: number, fault: string): Promise<void> {
  const answer = new Promise<ProcessState>((resolve, reject) => {
    const listen = (message: SoakMessage) => {
      if (message.mark !== 'state') return;
      operator.off('message', listen);
      resolve(message.state);
    };
    operator.on('message', listen);
    operator.once('exit', (code) => reject(new Error(`the operator has ended with ${code}`)));
  });
  operator.send('state');
  const state = await answer;
  const { changes, calls, ticks, failures } = ledger;
  const entry = { ...state, minute, changes, calls, ticks, failures, overdue: ledger.overdue(performance.now(), 60_000), fault };
  records.push(entry);
  console.log(lineOf(entry));
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

function lineOf({ minute, heapBytes, externalBytes, residentBytes, resources, descriptors, cpuSeconds, ...counts }: Minute): string {
  const handles = Object.entries(resources).map(([kind, count]) => `${kind} ${count}`);
  return [
    `minute ${minute}: heap ${megabytes(heapBytes)} MB, external ${megabytes(externalBytes)}, resident ${megabytes(residentBytes)}`,
    `descriptors ${descriptors}`,
    handles.join(', '),
    `changes ${counts.changes}, calls ${counts.calls}, ticks ${counts.ticks}, failed ${counts.failures}, overdue ${counts.overdue}`,
    `CPU ${cpuSeconds.toFixed(1)} s`,
    counts.fault,
  ].join('; ');
}

/** A table with a row for each quarter of an hour, as docs/faults.md has it. */
function summarize(): void {
  const count = ({ resources }: Minute) => Object.values(resources).reduce((sum, each) => sum + each, 0);
  console.log('\n| Minute | Changes | Handled | Overdue | Heap MB | External MB | Resident MB | Descriptors | Handles | CPU s |');
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const entry of records.filter(({ minute }) => minute % 15 === 0 || minute >= minutes)) {
    const { minute, changes, calls, overdue, heapBytes, externalBytes, residentBytes, descriptors, cpuSeconds, fault } = entry;
    const memory = [heapBytes, externalBytes, residentBytes].map(megabytes).join(' | ');
    const label = fault === 'all deleted' ? fault : minute;
    console.log(
      `| ${label} | ${changes} | ${calls} | ${overdue} | ${memory} | ${descriptors} | ${count(entry)} | ${cpuSeconds.toFixed(0)} |`,
    );
  }
  const { calls, objects: ended } = ledger.ends;
  console.log(
    `\n${calls} ends of ${ended} objects, ${ledger.overlaps.length} overlaps, ${ledger.failures} failed calls, ${ledger.ticks} ticks`,
  );
  console.log(wrong.length === 0 ? 'SOAK OK' : `SOAK FAILED\n${wrong.join('\n')}`);
}

await main();
