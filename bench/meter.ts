/** What each client under test counts, and says to the process that measures it. */

/** An object as the replay server has it. */
export interface MeasuredObject {
  metadata: { uid: string };
  spec: { round: number; sent: number };
}

/** What a client says. */
export type MeterMessage =
  | { readonly mark: 'synced' | 'done' }
  | { readonly mark: 'latencies'; readonly milliseconds: number[] }
  | { readonly mark: 'usage'; readonly cpuMicroseconds: number; readonly residentBytes: number };

const objects = Number(process.env.OBJECTS);
const rounds = Number(process.env.ROUNDS);
const samples = Number(process.env.SAMPLES);
const seen = new Set<string>();
const final = new Set<string>();
const latencies: number[] = [];

/** A handler has been given this version. */
export function handled({ metadata: { uid }, spec: { round, sent } }: MeasuredObject): void {
  if (seen.size < objects) {
    seen.add(uid);
    if (seen.size === objects) say({ mark: 'synced' });
  }
  if (round === rounds && !final.has(uid)) {
    final.add(uid);
    if (final.size === objects) say({ mark: 'done' });
  }
  if (round <= rounds) return;
  latencies.push(performance.timeOrigin + performance.now() - sent);
  if (latencies.length === samples) say({ mark: 'latencies', milliseconds: latencies.sort((a, b) => a - b) });
}

function say(message: MeterMessage): void {
  process.send?.(message);
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  say({ mark: 'usage', cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit());
