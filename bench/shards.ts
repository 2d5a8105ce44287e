/**
 * Replicas that share objects, each a process, on real clusters of their own: how even their shares are, what moves when one comes, dies,
 * sleeps or stops, whether two are ever at one object at once; and how much more two handle than one when handlers need the CPU.
 *
 * node --conditions=@tskubeop/source bench/shards.ts [spread] [throughput]
 */
import { InvalidOptionError } from '../lib/base/errors.ts';

const PARTS = ['spread', 'throughput'] as const;

const given = process.argv.slice(2);
for (const part of given) if (!PARTS.some((known) => known === part)) throw new InvalidOptionError('part', PARTS.join(' or '), part);
const say = (line: string) => void process.stdout.write(`${line}\n`);

for (const part of PARTS) {
  if (given.length > 0 && !given.includes(part)) continue;
  const isSound = part === 'spread' ? await (await import('./shards/spread.ts')).spread(say) : await throughputShown();
  if (!isSound) process.exitCode = 1;
}

async function throughputShown(): Promise<boolean> {
  await (await import('./shards/throughput.ts')).throughput(say);
  return true;
}
