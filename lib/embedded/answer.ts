/** What the server answers: a value, or a stream that goes on. */
import type { Refusal } from './refusal.ts';

/** An answer that is complete. */
export interface Answer {
  status: number;
  body: unknown;
  /** @default application/json */
  contentType?: string;
  headers?: Record<string, string>;
  /** Texts of Warning headers. @default none */
  warnings?: readonly string[];
}

/** Where a stream goes: an answer's body over HTTP, or a reader in this process. */
export interface StreamTarget {
  readonly destroyed: boolean;
  flushHeaders(): void;
  write(text: string, written?: () => void): unknown;
  end(): unknown;
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** An answer that is written bit by bit; `start` is called once, when the head has been sent. */
export interface Stream {
  contentType: string;
  start(response: StreamTarget): void;
}

/** 200 with a body. */
export function ok(body: unknown, contentType?: string): Answer {
  return contentType ? { status: 200, body, contentType } : { status: 200, body };
}

/** The answer that a refusal is. */
export function refused(refusal: Refusal): Answer {
  if (refusal.plain) return { status: refusal.code, body: `${refusal.message}\n`, contentType: 'text/plain; charset=utf-8' };
  const seconds = refusal.details?.retryAfterSeconds;
  return { status: refusal.code, body: refusal.status(), ...(seconds && { headers: { 'Retry-After': String(seconds) } }) };
}

/** True for a stream. */
export function isStream(answer: Answer | Stream): answer is Stream {
  return 'start' in answer;
}
