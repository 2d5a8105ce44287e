/**
 * Which Events are posted, by the rules and numbers that client-go documents: Events of an object that differ only in their
 * message become one when there are many of them, and one object can't post more than a burst and then a few an hour.
 * Pure but for what it remembers, which is bounded.
 */
import { RecentMap } from '../base/recent-map.ts';

/** An Event as far as the rules look at it. */
export interface EventFacts {
  /** The object that it is about. */
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What becomes of it. */
export interface CorrelatedEvent {
  /** What has the same key is one Event, which counts. */
  readonly key: string;
  readonly message: string;
  /** False when the object has posted too much. */
  readonly allowed: boolean;
}

/** So many different messages within so long are combined. */
const MOST_MESSAGES = 10;
const SIMILAR_WITHIN_MILLISECONDS = 600_000;

/** What each object may post: a burst, and so much later. */
const BURST = 25;
const REFILL_MILLISECONDS = 300_000;

/** So many objects, and so many kinds of Events, are remembered. */
const MOST_REMEMBERED = 4096;

interface Similar {
  readonly messages: Set<string>;
  lastAt: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** See the file's comment. */
export class EventCorrelator {
  readonly #similar = new RecentMap<string, Similar>(MOST_REMEMBERED);
  readonly #buckets = new RecentMap<string, Bucket>(MOST_REMEMBERED);

  /** @param now the clock's monotonic time */
  correlate(facts: EventFacts, now: number): CorrelatedEvent {
    const { object, type, reason, message } = facts;
    const kind = JSON.stringify([object, type, reason]);
    const combined = this.#isOneOfMany(kind, message, now);
    return {
      key: combined ? kind : JSON.stringify([object, type, reason, message]),
      message: combined ? `(combined from similar events): ${message}` : message,
      allowed: this.#take(object, now),
    };
  }

  #isOneOfMany(kind: string, message: string, now: number): boolean {
    let similar = this.#similar.get(kind);
    if (!similar || now - similar.lastAt > SIMILAR_WITHIN_MILLISECONDS) {
      similar = { messages: new Set(), lastAt: now };
      this.#similar.set(kind, similar);
    }
    similar.lastAt = now;
    if (similar.messages.has(message)) return similar.messages.size >= MOST_MESSAGES;
    if (similar.messages.size >= MOST_MESSAGES - 1) return true;
    similar.messages.add(message);
    return false;
  }

  #take(object: string, now: number): boolean {
    const bucket = this.#buckets.get(object) ?? { tokens: BURST, at: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MILLISECONDS);
    const allowed = tokens >= 1;
    this.#buckets.set(object, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  }
}
