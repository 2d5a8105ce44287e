/** What came of replicas, by what their handlers wrote down and by the API server's audit log, which is said line by line. */
import type { AcceptedWrite } from './audited-cluster.ts';
import { callsAtOnce, type HandledSpan, writesAtOnce, writesOutsideCalls, writesWithinOthersCalls } from './replica-history.ts';

/** Both, of one run. */
export interface ReplicaEvidence {
  readonly spans: readonly HandledSpan[];
  readonly writes: readonly AcceptedWrite[];
  /** What the clock of the writes is ahead of that of the calls, in milliseconds. */
  readonly offset: number;
}

/** @returns whether no object ever had two replicas at once */
export function judge({ spans, writes, offset }: ReplicaEvidence, say: (line: string) => void): boolean {
  const calls = callsAtOnce(spans);
  const accepted = writesAtOnce(writes);
  const within = writesWithinOthersCalls(writes, spans, offset);
  const outside = writesOutsideCalls(writes, spans, offset);
  say(`${spans.length} calls by ${countOf(spans)} replicas; for one object at two replicas at once: ${calls.length}`);
  say(`${writes.length} accepted writes by ${countOf(writes)} replicas; to one object by two at once: ${accepted.length}`);
  say(`accepted writes to an object that another replica was handling: ${within.length}; that its writer was not: ${outside.length}`);
  const found = [...calls, ...accepted, ...within, ...outside];
  for (const line of found.slice(0, 10)) say(`  ${line}`);
  return found.length === 0 && spans.length > 0 && writes.length > 0;
}

function countOf(entries: readonly { readonly replica: string }[]): number {
  return new Set(entries.map(({ replica }) => replica)).size;
}
