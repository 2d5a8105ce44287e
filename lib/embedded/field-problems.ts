/** What a request's body holds beside what its type knows: unknown and repeated fields, and what becomes of them. */
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

/** Member names that a JSON text gives twice in one object, as paths; the text must be valid. */
export function repeatedFields(text: string): string[] {
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
