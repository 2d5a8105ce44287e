/**
 * `npm run bench`: what an event, a status write, an object and a start cost, beside the floor and client-node's informer in the same
 * run. Prints a table, and writes the figures as JSON. docs/performance.md says what each of them means.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type ClientFigures, type ClientName, type ClientRunOptions, runClient } from './client-run.ts';
import { type StartUps, startUps, startUpTable } from './start-up.ts';

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '10000' },
    many: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string', default: 'bench.json' },
  },
});
const objects = Number(values.objects);
const many = Number(values.many);
const rounds = Number(values.rounds);

async function main(): Promise<void> {
  const events: ClientFigures[] = [];
  const writes: ClientFigures[] = [];
  const crowds: ClientFigures[] = [];
  const run = async (into: ClientFigures[], client: ClientName, options: Partial<ClientRunOptions>) => {
    process.stderr.write(`${client} ${JSON.stringify(options)}\n`);
    into.push(await runClient({ client, objects, rounds: 0, samples: 0, status: false, ...options }));
  };
  for (const client of ['floor', 'tskubeop', 'client-node'] as const)
    await run(events, client, { rounds, samples: Math.min(1500, objects) });
  for (const client of ['tskubeop', 'client-node'] as const) await run(writes, client, { rounds: 1, status: true });
  for (const client of ['floor', 'tskubeop', 'client-node'] as const) await run(crowds, client, { objects: many });
  const startUp = await startUps();
  print(events, writes, crowds, startUp);
  await writeFile(values.json, `${JSON.stringify({ node: process.version, events, writes, crowds, startUp }, undefined, 2)}\n`);
}

function print(events: ClientFigures[], writes: ClientFigures[], crowds: ClientFigures[], starts: readonly StartUps[]): void {
  const floor = events[0]?.cpuMicrosecondsPerEvent ?? Number.NaN;
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  console.log(`\n${objects} objects, each changed ${rounds} times`);
  console.table(
    Object.fromEntries(
      events.map((figures) => [
        figures.client,
        {
          'CPU µs/event': round(figures.cpuMicrosecondsPerEvent),
          '× floor': round((figures.cpuMicrosecondsPerEvent ?? Number.NaN) / floor, 2),
          'events/s': Math.round(figures.eventsPerSecond ?? 0),
          'sync s': round(figures.syncSeconds, 2),
          'p50 ms': round(figures.latencyMilliseconds?.p50, 2),
          'p99 ms': round(figures.latencyMilliseconds?.p99, 2),
        },
      ]),
    ),
  );
  console.log(`${objects} objects, each change answered by a status write`);
  console.table(
    Object.fromEntries(
      writes.map((figures) => [
        figures.client,
        { 'CPU µs/change': round(figures.cpuMicrosecondsPerEvent), 'writes/s': Math.round(figures.eventsPerSecond ?? 0) },
      ]),
    ),
  );
  console.log(`${many} objects`);
  console.table(
    Object.fromEntries(
      crowds.map((figures) => {
        const few = events.find(({ client }) => client === figures.client)?.residentBytes ?? 0;
        return [
          figures.client,
          {
            'sync s': round(figures.syncSeconds, 2),
            [`MB with ${objects}`]: megabytes(few),
            [`MB with ${many}`]: megabytes(figures.residentBytes),
            'bytes/object': Math.round((figures.residentBytes - few) / (many - objects)),
          },
        ];
      }),
    ),
  );
  console.log('start to first handler, with an embedded cluster in the process; the least, and the median');
  console.table(startUpTable(starts));
}

function round(value: number | undefined, digits = 1): number {
  return value === undefined ? Number.NaN : Number(value.toFixed(digits));
}

await main();
