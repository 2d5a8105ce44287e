/**
 * What replicas did, from what their handlers wrote down and from the API server's audit log: whether ever two were at one object at
 * once. Pure.
 */
import type { AcceptedWrite } from './audited-cluster.ts';

/** A call of a handler, by the clock that all processes of the machine share; its end may be that of its process. */
export interface HandledSpan {
  readonly replica: string;
  readonly name: string;
  readonly began: number;
  readonly ended: number;
}

/** What a handler writes down. */
export interface LedgerLine {
  readonly what: 'begin' | 'end';
  readonly name: string;
  /** Milliseconds on the machine's monotonic clock. */
  readonly at: number;
}

/** When a process was killed, or put to sleep: what its handlers were in the middle of counts as ended then. */
export interface Silence {
  readonly replica: string;
  readonly at: number;
}

/** The calls of one replica. */
export function spansOf(replica: string, lines: readonly LedgerLine[], silences: readonly Silence[]): HandledSpan[] {
  const open = new Map<string, number>();
  const spans: HandledSpan[] = [];
  const own = silences.filter((silence) => silence.replica === replica).map(({ at }) => at);
  const close = (name: string, began: number, ended: number) => {
    const silent = own.filter((at) => at >= began && at < ended);
    spans.push({ replica, name, began, ended: Math.min(ended, ...silent) });
  };
  for (const { what, name, at } of lines) {
    const began = open.get(name);
    if (what === 'begin') {
      if (began !== undefined) close(name, began, at);
      open.set(name, at);
    } else if (began !== undefined) {
      close(name, began, at);
      open.delete(name);
    }
  }
  for (const [name, began] of open) close(name, began, Number.POSITIVE_INFINITY);
  return spans;
}

/** Each pair of calls of two replicas for one object of which one began before the other had ended. */
export function callsAtOnce(spans: readonly HandledSpan[]): string[] {
  const found: string[] = [];
  for (const [name, calls] of byName(spans)) {
    calls.sort((a, b) => a.began - b.began);
    for (const [place, call] of calls.entries()) {
      for (const other of calls.slice(place + 1)) {
        if (other.began >= call.ended) break;
        if (other.replica !== call.replica) found.push(`${name}: ${other.replica} began while ${call.replica} had not ended`);
      }
    }
  }
  return found;
}

/** Each pair of accepted writes of two replicas to one object that the server had under way at once. */
export function writesAtOnce(writes: readonly AcceptedWrite[]): string[] {
  const as = writes.map(({ replica, name, received, done }) => ({ replica, name, began: received, ended: done }));
  return callsAtOnce(as);
}

/** Each accepted write to an object that came while a call of another replica for it was under way. @param offset of the two clocks */
export function writesWithinOthersCalls(writes: readonly AcceptedWrite[], spans: readonly HandledSpan[], offset: number): string[] {
  const calls = byName(spans);
  const found: string[] = [];
  for (const { name, replica, received, done } of writes) {
    for (const call of calls.get(name) ?? []) {
      if (call.replica === replica || received >= call.ended + offset || done <= call.began + offset) continue;
      found.push(`${name}: a write of ${replica} was accepted while ${call.replica} handled it`);
    }
  }
  return found;
}

/** How much later than it was sent a write may be received: two processes of one machine, of which the server may have much to do. */
const ON_ITS_WAY = 100;

/** Each accepted write of a replica that was not handling the object, by what it wrote down. @param offset of the two clocks */
export function writesOutsideCalls(writes: readonly AcceptedWrite[], spans: readonly HandledSpan[], offset: number): string[] {
  const calls = byName(spans);
  const isWithin = ({ replica, received }: AcceptedWrite, call: HandledSpan) =>
    call.replica === replica && received >= call.began + offset - ON_ITS_WAY && received <= call.ended + offset + ON_ITS_WAY;
  const late = writes.filter((write) => !calls.get(write.name)?.some((call) => isWithin(write, call)));
  return late.map(({ name, replica }) => `${name}: a write of ${replica} was accepted, which was not handling it`);
}

/** Whose turn it was, in order; an entry for each change. */
export function turnsOf(entries: readonly { readonly replica: string; readonly began: number }[]): string[] {
  const turns: string[] = [];
  for (const { replica } of [...entries].sort((a, b) => a.began - b.began)) if (turns.at(-1) !== replica) turns.push(replica);
  return turns;
}

function byName<T extends { readonly name: string }>(entries: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const entry of entries) {
    const known = found.get(entry.name);
    if (known) known.push(entry);
    else found.set(entry.name, [entry]);
  }
  return found;
}
