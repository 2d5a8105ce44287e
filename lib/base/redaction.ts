/**
 * What must not be logged, taken out: the data of Secrets, credentials, and the values of options marked secret.
 *
 * Pure, and never throws: whatever a record's fields are – errors, cycles, getters that throw – comes out as plain JSON data.
 * Rather takes out too much than too little.
 */
import { types } from 'node:util';
import { describeValue, messageOf } from './errors.ts';
import type { JsonValue } from './object-meta.ts';

/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/** What a Redactor is made of. */
export interface RedactorOptions {
  /** Texts that must not appear, such as the values of secret options. @default none */
  secrets?: readonly string[];
  /** Errors keep their stacks. @default false */
  stacks?: boolean;
}

/** A shorter secret is taken out only where it is the whole text: any word may contain it. */
const SHORTEST_PART = 4;

/** What lies deeper, or comes later, in one record is left out. */
const MOST_LEVELS = 12;
const MOST_VALUES = 10_000;
const LEFT_OUT = '[…]';

/** Keys whose values are credentials, compared in lower case without dashes and underscores. */
const CREDENTIAL_KEYS: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'token',
  'accesstoken',
  'bearertoken',
  'idtoken',
  'refreshtoken',
  'clientkeydata',
  'privatekey',
  'password',
  'passphrase',
]);

/** Inside a Secret: its values, and the annotation in which kubectl keeps a copy of them. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['data', 'stringData', 'binaryData', 'kubectl.kubernetes.io/last-applied-configuration']);

/** Inside a Secret, one step of a diff or of a patch. */
const CHANGED_KEYS: ReadonlySet<string> = new Set(['old', 'new', 'value', 'previous', 'current']);

/** A text that has a whole Secret in it, as YAML or as (perhaps escaped) JSON. */
const SECRET_KIND = /\bkind\\*["']?\s*:\s*\\*["']?Secret(List)?\b(?![-.\w])/;
const SECRET_DATA = /\b(stringData|data)\\*["']?\s*:/;

/** Credentials in the midst of a text, each with what stays of it. */
const CREDENTIAL_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\b((?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?(?:basic\s+|bearer\s+)?)[^\s"',;}\\]+/gi, `$1${REDACTED}`],
  [/\b(bearer\s+)[A-Za-z0-9._~+/-]{4,}=*/gi, `$1${REDACTED}`],
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, REDACTED],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi, `$1${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
];

/** What is known of where a value stands. */
interface Place {
  readonly depth: number;
  readonly inSecret: boolean;
  readonly parents: readonly object[];
}

/** Takes out of texts and values what must not be logged. */
export class Redactor {
  readonly #parts: readonly string[];
  readonly #wholes: ReadonlySet<string>;
  readonly #stacks: boolean;

  constructor({ secrets = [], stacks = false }: RedactorOptions = {}) {
    const known = new Set(secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]));
    this.#wholes = known;
    this.#parts = [...known].filter(({ length }) => length >= SHORTEST_PART).sort((left, right) => right.length - left.length);
    this.#stacks = stacks;
  }

  /** A text without secrets. */
  text(text: string): string {
    if (this.#wholes.has(text) || (SECRET_KIND.test(text) && SECRET_DATA.test(text))) return REDACTED;
    const withoutOptions = this.#parts.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    return CREDENTIAL_TEXTS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutOptions);
  }

  /** A record's fields without secrets, as plain JSON data. */
  fields(fields: object): { [key: string]: JsonValue } {
    const result = this.#any(fields, { depth: 0, inSecret: false, parents: [] }, { left: MOST_VALUES });
    return typeof result === 'object' && result !== null && !Array.isArray(result) ? result : { fields: result ?? null };
  }

  #any(value: unknown, place: Place, budget: { left: number }): JsonValue | undefined {
    budget.left--;
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        if (this.#wholes.has(String(value))) return REDACTED;
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? null : this.#object(value, place, budget);
      default:
        return this.text(describeValue(value));
    }
  }

  #object(value: object, place: Place, budget: { left: number }): JsonValue | undefined {
    if (place.parents.includes(value)) return '[circular]';
    if (place.depth >= MOST_LEVELS || budget.left < 0) return LEFT_OUT;
    const inner = { ...place, depth: place.depth + 1, parents: [...place.parents, value] };
    try {
      if (value instanceof Error || types.isNativeError(value)) return this.#error(value, inner, budget);
      if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
      if (value instanceof Map)
        return this.#entries(
          [...value].map(([key, each]) => [String(key), each]),
          inner,
          budget,
        );
      if (value instanceof Set) return this.#array([...value], inner, budget);
      if (Array.isArray(value)) return this.#array(value, inner, budget);
      const { toJSON } = value as { toJSON?: unknown };
      if (typeof toJSON === 'function') return this.#any(toJSON.call(value), inner, budget);
      return this.#entries(Object.entries(value), inner, budget);
    } catch (error) {
      return this.text(`[unreadable: ${messageOf(error)}]`);
    }
  }

  #array(values: unknown[], place: Place, budget: { left: number }): JsonValue[] {
    const [name] = values;
    // A header as a pair of name and value.
    if (values.length === 2 && typeof name === 'string' && isCredential(name)) return [name, REDACTED];
    const kept = values.slice(0, Math.max(0, budget.left));
    const result = kept.map((each) => this.#any(each, place, budget) ?? null);
    return kept.length < values.length ? [...result, LEFT_OUT] : result;
  }

  #entries(entries: [string, unknown][], place: Place, budget: { left: number }): { [key: string]: JsonValue } {
    const { kind, path } = Object.fromEntries(entries.filter(([key]) => key === 'kind' || key === 'path'));
    const inSecret = place.inSecret || kind === 'Secret' || kind === 'SecretList';
    const changesSecret = inSecret && path !== undefined;
    const result: [string, JsonValue][] = [];
    for (const [key, value] of entries) {
      if (budget.left < 0) {
        result.push([LEFT_OUT, true]);
        break;
      }
      const hidden = isCredential(key) || (inSecret && SECRET_KEYS.has(key)) || (changesSecret && CHANGED_KEYS.has(key));
      const kept = hidden && value !== undefined && value !== null ? REDACTED : this.#any(value, { ...place, inSecret }, budget);
      if (kept !== undefined) result.push([this.text(key), kept]);
    }
    return Object.fromEntries(result);
  }

  #error(error: Error, place: Place, budget: { left: number }): { [key: string]: JsonValue } {
    const { code, cause, stack } = error as Error & { code?: unknown };
    const named = typeof code === 'string' || typeof code === 'number' ? { code } : error.name !== 'Error' ? { name: error.name } : {};
    const entries: [string, unknown][] = [['message', messageOf(error)], ...Object.entries(named)];
    if (cause !== undefined) entries.push(['cause', cause]);
    if (error instanceof AggregateError) entries.push(['errors', error.errors]);
    if (this.#stacks && stack !== undefined) entries.push(['stack', stack]);
    return this.#entries(entries, place, budget);
  }
}

function isCredential(key: string): boolean {
  return CREDENTIAL_KEYS.has(key.toLowerCase().replace(/[-_]/g, ''));
}
