/** What goes wrong in a soak, one thing a minute in turn: everything that a network or a server does to a long-lived watch. */
import { type FaultProxy, statusOf } from '../../spec/support/fault-proxy.ts';

type SoakFault = readonly [name: string, strike: (proxy: FaultProxy) => unknown];

const FAULTS: readonly SoakFault[] = [
  ['watches ended', (proxy) => proxy.cutWatches('clean')],
  ['watches cut mid-line', (proxy) => proxy.cutWatches('midLine')],
  ['410 in the streams', (proxy) => proxy.say(JSON.stringify({ type: 'ERROR', object: statusOf(410) }))],
  ['watches reset', (proxy) => proxy.cutWatches('reset')],
  ['503 eleven times', (proxy) => proxy.refuse({ status: 503, times: 11 })],
  ['429 eleven times', (proxy) => proxy.refuse({ status: 429, retryAfterSeconds: 1, times: 11 })],
  ['all connections reset', (proxy) => proxy.resetAll()],
  ['nine answers lost', (proxy) => proxy.loseAnswers({ method: 'PATCH', times: 9 })],
  ['nothing', () => {}],
  ['watches silent', (proxy) => proxy.cutWatches('silent')],
  ['still silent', () => {}],
  ['still silent', () => {}],
  ['still silent', () => {}],
];

/** Makes this minute's fault; returns its name. What was ordered the minute before is taken back. */
export function strikeFault(proxy: FaultProxy, minute: number): string {
  const [name, strike] = FAULTS[minute % FAULTS.length] as SoakFault;
  proxy.clear();
  strike(proxy);
  return name;
}
