/**
 * Spans as the SDK makes them: what took how long, as part of what. Who records them is another's business (lib/tracing); where
 * nobody does, there are none, and asking for one costs next to nothing.
 *
 * The rule that all who make them keep: nothing goes into a span that may be secret. Names of objects are there, their contents and
 * the server's messages are not.
 */
import type { Eventual } from './eventual.ts';

/** What is said of a span; what is undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a span begins as. */
export interface SpanStart {
  /** One of few: it has no names of objects in it. */
  readonly name: string;
  readonly attributes: SpanAttributes;
  /** A request to another process. @default false */
  readonly isRequest?: boolean;
  /** It is part of nothing, whatever is under way. @default false */
  readonly isRoot?: boolean;
}

/** Something that takes its time. */
export interface Span {
  /** Says more of it. */
  add(attributes: SpanAttributes): void;
  /** It failed with a kind of error, such as a code. @param message without secrets */
  fail(type: string, message?: string): void;
  /** It is over; harmless when it was already. */
  end(): void;
  /** Does something whose spans are parts of this one. */
  around<T>(run: () => T): T;
}

/** Makes spans. Nothing that it does throws on its own account. */
export interface Tracer {
  /** Whether anybody records: what a span begins as need not be made up for nobody. */
  readonly isListening: boolean;
  /** A span as part of what is under way; undefined where nobody records. */
  start(start: SpanStart): Span | undefined;
  /** Does something as a whole of its own. It has a span as soon as something in it has one: what does nothing leaves nothing. */
  whole<T>(start: SpanStart, run: () => Eventual<T>): Eventual<T>;
  /** The span of the whole that is under way, for the first that asks; else one of its own, to be ended by who asked. */
  claim(start: SpanStart): Span | undefined;
  /** Does something that is part of nothing. */
  apart<T>(run: () => T): T;
}

/** What kind of error it is: the code of one that has one, else the name of its class. */
export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' ? code : error.name;
}
