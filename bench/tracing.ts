/**
 * What spans cost. First all that a reconcile with two requests asks where nobody records, by itself; then the CPU time of a change
 * that is answered by a status write, where nobody records and where an SDK does, in turns.
 *   node --conditions=@tskubeop/source bench/tracing.ts [--objects 5000] [--times 5]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLogger } from '../lib/base/logger.ts';
import { RequestSpan } from '../lib/cluster/request-span.ts';
import type { TransportRequest } from '../lib/cluster/transport.ts';
import { ReconcileSpan } from '../lib/controller/reconcile-span.ts';
import { OpenTelemetryTracer } from '../lib/tracing/open-telemetry-tracer.ts';
import { runClient } from './client-run.ts';

const { values } = parseArgs({ options: { objects: { type: 'string', default: '5000' }, times: { type: 'string', default: '5' } } });
const objects = Number(values.objects);
const SDK = `--import ${join(import.meta.dirname, 'tracing/forgetful-sdk.ts')}`;

async function measure(options: string | undefined): Promise<{ microseconds: number; megabytes: number }> {
  const before = process.env.NODE_OPTIONS;
  if (options) process.env.NODE_OPTIONS = [before, options].filter(Boolean).join(' ');
  try {
    const figures = await runClient({ client: 'tskubeop', objects, rounds: 3, samples: 0, status: true });
    return { microseconds: figures.cpuMicrosecondsPerEvent as number, megabytes: figures.residentBytes / 1e6 };
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
}

/** Nanoseconds of one reconcile's questions to a tracer that nobody listens to. */
async function askedInVain(): Promise<number> {
  const times = 2_000_000;
  const tracer = new OpenTelemetryTracer(silentLogger);
  await tracer.prepare();
  const request: TransportRequest = { method: 'PATCH', path: '/apis/bench.example.com/v1/namespaces/default/widgets/w/status' };
  let spans = 0;
  const ask = () => {
    if (tracer.isListening) spans += 1;
    if (ReconcileSpan.begin(tracer, undefined as never, undefined as never, String)) spans += 1;
    for (let requests = 0; requests < 2; requests += 1) if (RequestSpan.begin(tracer, 'https://there', request)) spans += 1;
  };
  for (let time = 0; time < times / 10; time += 1) ask();
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) ask();
  const { user, system } = process.cpuUsage(before);
  if (spans > 0) throw new TypeError('somebody listens');
  return ((user + system) * 1000) / times;
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

console.log(`nobody records: ${Math.round(await askedInVain())} ns a reconcile with two requests`);

const taken = { nobody: [] as number[], somebody: [] as number[] };
const resident = { nobody: [] as number[], somebody: [] as number[] };
for (let time = 0; time < Number(values.times); time += 1) {
  for (const who of ['nobody', 'somebody'] as const) {
    const { microseconds, megabytes } = await measure(who === 'somebody' ? SDK : undefined);
    taken[who].push(microseconds);
    resident[who].push(megabytes);
  }
}
console.table(
  Object.fromEntries(
    (['nobody', 'somebody'] as const).map((who) => [
      who === 'nobody' ? 'nobody records' : 'an SDK records',
      {
        'CPU µs/change (median)': Math.round(median(taken[who])),
        least: Math.round(Math.min(...taken[who])),
        'MB resident': Math.round(median(resident[who])),
      },
    ]),
  ),
);
