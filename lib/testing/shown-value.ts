/**
 * Values as traces and findings show them: short, and without what must not be shown: what the SDK's own log leaves out, the data of
 * Secrets, and what the user takes out besides. It is taken out before anything is cut, so that no half of it stays. Pure.
 */
import { REDACTED, Redactor } from '../base/redaction.ts';

/** Takes out of a text what must not be shown. */
export type RedactText = (text: string) => string;

const redactor = new Redactor();

/** A text without what must not be shown. */
export function shownText(text: string, redact: RedactText = (whole) => whole): string {
  return redact(redactor.text(text));
}

/** A request's body. */
export function shownBody(body: string, most: number, redact?: RedactText): string {
  return cut(shownText(JSON.stringify(redactor.fields({ body: parsed(body) }).body) ?? '', redact), most);
}

/**
 * A value of an object, that stands at a path: `/data/password`.
 *
 * @param object how it is named: `Secret default/a`
 */
export function shownValue(value: unknown, { object, path }: { object: string; path: string }, most: number, redact?: RedactText): string {
  if (value === undefined) return 'not there';
  if (object.startsWith('Secret ') && /^\/((string|binary)?[dD]ata)(\/|$)/.test(path)) return REDACTED;
  const key = path.slice(path.lastIndexOf('/') + 1) || 'value';
  return cut(shownText(JSON.stringify(redactor.fields({ [key]: value })[key]) ?? '', redact), most);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
