/**
 * The `Warning:` headers that an API server adds (deprecated versions, unknown fields): each is logged once.
 */
import type { Logger } from '../base/logger.ts';

/** As many different warnings are remembered; beyond, the oldest may be said again. */
const REMEMBERED = 500;

/** Logs each warning once. */
export class ServerWarnings {
  readonly #seen = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Looks at the header of an answer. */
  note(header: string | undefined): void {
    if (header === undefined) return;
    for (const text of warningTexts(header)) {
      if (this.#seen.has(text)) continue;
      if (this.#seen.size >= REMEMBERED) this.#seen.delete(this.#seen.values().next().value as string);
      this.#seen.add(text);
      this.#logger.warn('the API server warns', { warning: text });
    }
  }
}

/** The texts of a header such as `299 - "text", 299 - "other"`. */
export function warningTexts(header: string): string[] {
  const quoted = [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)];
  return quoted.map((match) => (match[1] as string).replace(/\\(.)/g, '$1'));
}
