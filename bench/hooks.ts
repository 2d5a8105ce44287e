/**
 * What hooks cost: `node --conditions=@tskubeop/source bench/hooks.ts [HOOKS] [EVENTS]`.
 *
 * First what one run takes beyond its process: the same program started bare, and as a hook. Then many hooks that watch one kind
 * in four queues, while objects are created: each must be told of every object once, in order.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../lib/base/clock.ts';
import { silentLogger } from '../lib/base/logger.ts';
import { ClusterConnection } from '../lib/cluster/cluster-connection.ts';
import { Health } from '../lib/health/health.ts';
import { runHook } from '../lib/hooks/hook-run.ts';
import { HookRunner } from '../lib/hooks/hook-runner.ts';
import { RunFolders } from '../lib/hooks/run-files.ts';
import { EmbeddedCluster } from '../lib/testing/embedded-cluster.ts';
import { eventually } from '../lib/testing/eventually.ts';

const [hookCount = 200, eventCount = 1000] = process.argv.slice(2).map(Number);
const RUNS = 300;
const QUEUES = 4;

const root = mkdtempSync(join(tmpdir(), 'bench-hooks-'));
const env = { PATH: process.env.PATH };

function program(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

const median = (values: number[]) => values.sort((left, right) => left - right)[Math.floor(values.length / 2)] as number;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Bare and hooked runs take turns, so that what else the machine does hits both alike. */
async function overhead(): Promise<{ bareMilliseconds: number; hookMilliseconds: number; removalMilliseconds: number }> {
  const path = program('nothing', 'exit 0');
  const bare = () =>
    new Promise((resolve) => spawn(path, [], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env }).once('close', resolve));
  const signal = new AbortController().signal;
  const folders = new RunFolders(root, silentLogger);
  const common = { hook: 'nothing', program: path, path, context: '[]\n', folders, env, clock: systemClock, logger: silentLogger };
  const hooked = () => runHook({ ...common, timeoutSeconds: 0, signal });
  const times = { bare: [] as number[], hooked: [] as number[], removal: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    times.bare.push(await timed(bare));
    times.hooked.push(await timed(hooked));
    // Gone before the next bare one, which must not wait for it.
    times.removal.push(await timed(() => folders.untilRemoved()));
  }
  return { bareMilliseconds: median(times.bare), hookMilliseconds: median(times.hooked), removalMilliseconds: median(times.removal) };
}

async function manyHooks(cluster: EmbeddedCluster) {
  const folder = join(root, 'hooks');
  mkdirSync(folder);
  for (let index = 0; index < hookCount; index++) {
    const config = {
      configVersion: 'v1',
      kubernetes: [{ kind: 'ConfigMap', labelSelector: { matchLabels: { bench: 'yes' } }, jqFilter: '', queue: `q${index % QUEUES}` }],
    };
    const told = join(root, `told-${index}`);
    program(
      `hooks/${index}.sh`,
      `if [ "$1" = --config ]; then echo '${JSON.stringify(config)}'; exit 0; fi\ncat "$BINDING_CONTEXT_PATH" >> ${told}`,
    );
  }
  const { client, transport } = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
  const stop = new AbortController();
  const runner = await HookRunner.load(
    { folder, client, transport, clock: systemClock, logger: silentLogger, health: new Health(), env },
    stop.signal,
  );
  const running = runner.run(stop.signal);
  await eventually(() => runner.isIdle, { timeoutSeconds: 300 });
  const seconds = await timed(async () => {
    for (let event = 0; event < eventCount; event++) {
      const metadata = { name: `m-${event}`, namespace: 'default', labels: { bench: 'yes' } };
      await client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    }
    const told = () =>
      [0, hookCount - 1].every((index) => readFileSync(join(root, `told-${index}`), 'utf8').includes(`"m-${eventCount - 1}"`));
    await eventually(() => told() && runner.isIdle, { timeoutSeconds: 600, intervalSeconds: 0.5 });
  });
  let runs = 0;
  for (let index = 0; index < hookCount; index++) {
    const lines = readFileSync(join(root, `told-${index}`), 'utf8')
      .trim()
      .split('\n');
    runs += lines.length;
    const names = lines.flatMap((line) =>
      (JSON.parse(line) as { type: string; object?: { metadata: { name: string } } }[])
        .filter(({ type }) => type === 'Event')
        .map(({ object }) => object?.metadata.name),
    );
    const expected = Array.from({ length: eventCount }, (_, event) => `m-${event}`);
    if (JSON.stringify(names) !== JSON.stringify(expected))
      throw new Error(`hook ${index} was told of ${names.length} events, not of all in order`);
  }
  stop.abort();
  await running;
  await transport.close();
  return {
    hooks: hookCount,
    events: eventCount,
    queues: QUEUES,
    seconds: Math.round(seconds) / 1000,
    runs,
    contexts: hookCount * (eventCount + 1),
  };
}

const cluster = await EmbeddedCluster.start();
try {
  const { bareMilliseconds, hookMilliseconds, removalMilliseconds } = await overhead();
  const round = (value: number) => Math.round(value * 100) / 100;
  const run = {
    bareMilliseconds: round(bareMilliseconds),
    hookMilliseconds: round(hookMilliseconds),
    removalMilliseconds: round(removalMilliseconds),
    overheadMilliseconds: round(hookMilliseconds - bareMilliseconds),
  };
  process.stdout.write(`${JSON.stringify({ run })}\n`);
  process.stdout.write(`${JSON.stringify({ many: await manyHooks(cluster) })}\n`);
} finally {
  await cluster.stop();
  rmSync(root, { recursive: true });
}
