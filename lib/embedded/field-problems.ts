/** What a request's body holds beside what its type knows: unknown and repeated fields, and what becomes of them. */
import { isObject } from './json.ts';
import { badRequest, quote, type Refusal } from './refusal.ts';

/** How a request wants unknown and repeated fields treated. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The refusal of a body with such fields. */
export function strictRefusal(kind: string, version: string, problems: readonly string[]): Refusal {
  return badRequest(`${kind} in version ${quote(version)} cannot be handled as a ${kind}: strict decoding error: ${problems.join(', ')}`);
}

/** `unknown field "spec.colour"`. */
export function unknownField(path: string): string {
  return `unknown field ${quote(path)}`;
}

/** Member names that a JSON text gives twice in one object, as paths; `value` is what the text says. */
export function repeatedFields(text: string, value: unknown): string[] {
  // Every name is followed by a colon, so a text with no more of them than the value has names repeats none.
  if (colonsIn(text) === namesIn(value)) return [];
  const found: string[] = [];
  let at = 0;
  const skipSpace = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at++;
  };
  const readString = (): string => {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return JSON.parse(text.slice(start, ++at));
  };
  const readObject = (path: string) => {
    const names = new Set<string>();
    at++;
    for (skipSpace(); text[at] !== '}'; skipSpace()) {
      if (text[at] === ',') {
        at++;
        skipSpace();
      }
      const name = readString();
      const child = path ? `${path}.${name}` : name;
      if (names.has(name)) found.push(`duplicate field ${quote(child)}`);
      names.add(name);
      skipSpace();
      at++; // the colon
      readValue(child);
    }
    at++;
  };
  const readArray = (path: string) => {
    at++;
    let index = 0;
    for (skipSpace(); text[at] !== ']'; skipSpace()) {
      if (text[at] === ',') at++;
      readValue(`${path}[${index++}]`);
    }
    at++;
  };
  const readValue = (path: string) => {
    skipSpace();
    if (text[at] === '{') readObject(path);
    else if (text[at] === '[') readArray(path);
    else if (text[at] === '"') readString();
    else while (at < text.length && !',]} \t\n\r'.includes(text[at] as string)) at++;
  };
  readValue('');
  return found;
}

/** How often a quote is followed by a colon; in a text, that is at least once for each name. */
function colonsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (before >= 0 && ' \t\n\r'.includes(text[before] as string)) before--;
    if (text[before] === '"') count++;
  }
  return count;
}

function namesIn(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += namesIn(item);
  else if (isObject(value)) {
    for (const name in value) {
      count++;
      if (typeof value[name] === 'object') count += namesIn(value[name]);
    }
  }
  return count;
}
