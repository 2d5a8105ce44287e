/**
 * The spans of a list-and-watch: one for each list and one for each watch, from when it is asked for until it ends, with the reason.
 * They follow the reflector's states.
 */
import type { Span, Tracer } from '../base/span.ts';
import { pathTemplate } from '../cluster/path-template.ts';
import type { WatchFailure } from './watch-failure.ts';
import type { WatchInput, WatchState } from './watch-state.ts';

/** See the file's comment. */
export class WatchSpan {
  readonly #tracer: Tracer | undefined;
  readonly #template: string;
  #span: Span | undefined;

  constructor(tracer: Tracer | undefined, path: string) {
    this.#tracer = tracer;
    this.#template = tracer ? pathTemplate(path) : '';
  }

  /** Something happened, and led from one state to another. */
  stepped(from: WatchState, to: WatchState, input: WatchInput): void {
    // What is only seen of a watch under way neither begins nor ends one.
    if (!this.#tracer || from === to || input.type === 'connected' || input.type === 'moved') return;
    this.#end(to, input);
    if ((to.name !== 'listing' && to.name !== 'watching') || !this.#tracer.isListening) return;
    const phase = to.name === 'listing' ? 'list' : 'watch';
    const attributes = { 'tskubeop.watch.phase': phase, 'url.template': this.#template };
    this.#span = this.#tracer.start({ name: `${phase} ${this.#template}`, attributes, isRoot: true });
  }

  /** Does what belongs to it. */
  around<T>(run: () => T): T {
    return this.#span ? this.#span.around(run) : run();
  }

  #end(to: WatchState, input: WatchInput): void {
    const span = this.#span;
    this.#span = undefined;
    if (!span) return;
    const failure = failureOf(to, input);
    span.add({ 'tskubeop.watch.end_reason': failure?.kind ?? (input.type === 'stop' ? 'stopped' : input.type) });
    // That the server's history is shorter than the watch is nobody's fault.
    if (failure && failure.kind !== 'expired') span.fail(failure.kind);
    span.end();
  }
}

/** What went wrong with what has ended; also a stream that the server ended in good order, but too soon. */
function failureOf(to: WatchState, input: WatchInput): WatchFailure | undefined {
  if (input.type === 'failed') return input.failure;
  return to.name === 'waiting' ? to.failure : undefined;
}
