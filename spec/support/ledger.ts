/**
 * What handlers did, written down outside of the cluster: each call with its beginning and end, by operator process. It knows
 * at once when an object is handled twice at the same time, or after its end.
 */
import type { StoredObject } from '../../lib/base/object-meta.ts';

/** What a handler that succeeded was shown. */
export interface Handled {
  readonly generation: number | undefined;
  readonly spec: string;
  readonly labels: string;
}

/** The part of an object that is compared. */
export interface Shown {
  readonly metadata: Pick<StoredObject['metadata'], 'namespace' | 'name' | 'uid' | 'generation' | 'labels'>;
  readonly spec?: unknown;
}

/** A call that is running. */
export interface LedgerCall {
  readonly term: number;
  readonly key: string;
  readonly uid: string;
  readonly handler: string;
  readonly shown: Handled;
}

/** What of an object handlers are called for, comparable. */
export function shownOf({ metadata, spec }: Shown): Handled {
  const labels = Object.entries(metadata.labels ?? {}).sort();
  return { generation: metadata.generation, spec: JSON.stringify(spec ?? {}), labels: JSON.stringify(labels) };
}

/** See the file's comment. */
export class Ledger {
  readonly #running = new Map<string, LedgerCall>();
  /** By uid: in which terms its ensureDeleted succeeded. */
  readonly #ended = new Map<string, number[]>();
  /** By uid: what the last handler that succeeded was shown. */
  readonly handled = new Map<string, Handled>();
  /** The uids of which any handler was called. */
  readonly touched = new Set<string>();
  /** What must never happen, and did. */
  readonly violations: string[] = [];
  /** The calls so far. */
  calls = 0;
  #term = 1;

  /** The number of the operator process that runs now. */
  get term(): number {
    return this.#term;
  }

  /** How often the end of an object was handled. */
  endsOf(uid: string): number {
    return this.#ended.get(uid)?.length ?? 0;
  }

  /** How many calls are running. */
  get running(): number {
    return this.#running.size;
  }

  begin(term: number, handler: string, object: Shown): LedgerCall {
    const { namespace = '', name, uid } = object.metadata;
    const call = { term, key: `${namespace}/${name}`, uid, handler, shown: shownOf(object) };
    if (term !== this.#term) {
      this.violations.push(`${handler} of ${call.key} was called by an operator that had ended`);
      return call;
    }
    this.calls += 1;
    const other = this.#running.get(call.key);
    if (other) this.violations.push(`${handler} of ${call.key} (${uid}) began while ${other.handler} (${other.uid}) was running`);
    if (this.#ended.get(uid)?.includes(term)) this.violations.push(`${handler} of ${call.key} (${uid}) began after its end`);
    this.#running.set(call.key, call);
    this.touched.add(uid);
    return call;
  }

  /** What a killed process would have done after its end doesn't count. */
  end(call: LedgerCall, succeeded: boolean): void {
    if (call.term !== this.#term) return;
    this.#running.delete(call.key);
    if (!succeeded) return;
    if (call.handler === 'ensureDeleted') this.#ended.set(call.uid, [...(this.#ended.get(call.uid) ?? []), call.term]);
    else this.handled.set(call.uid, call.shown);
  }

  /** The operator was killed: whatever ran is broken off. */
  killed(): void {
    this.#running.clear();
    this.#term += 1;
  }

  /** The operator has stopped in order: nothing may run any more. */
  stopped(): void {
    for (const { handler, key } of this.#running.values()) this.violations.push(`${handler} of ${key} outlived its operator`);
    this.killed();
  }
}
