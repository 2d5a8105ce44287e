/**
 * Splits a text of several JSON objects, one after the other with any white space between them, into its objects. Pure.
 */

/**
 * The objects of a text, parsed.
 *
 * @throws SyntaxError it is something else
 */
export function parseJsonStream(text: string): Record<string, unknown>[] {
  const values: Record<string, unknown>[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    if (text[at] !== '{')
      throw new SyntaxError(`an object is expected at character ${at + 1}, not ${JSON.stringify(text.slice(at, at + 20))}`);
    const end = endOfObject(text, at);
    values.push(JSON.parse(text.slice(at, end)) as Record<string, unknown>);
    at = end;
  }
  return values;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}

/** Behind the brace that closes the one at `start`. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  throw new SyntaxError('the text ends in the middle of an object');
}

/** The quote that closes the one at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
