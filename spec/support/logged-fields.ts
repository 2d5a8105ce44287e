/**
 * The fields that the sources give their log records, read from the sources themselves: keys of the object literals in calls of a
 * logger, of `const fields = {…}`, and of what those spread.
 */

/** How a record, or what goes into one, begins. The last character is the bracket that opens it. */
const BEGINNINGS = [
  { pattern: /[lL]ogger\??\.(?:debug|info|warn|error)\(/g, argument: 1 },
  { pattern: /[lL]ogger\??\.child\(/g, argument: 0 },
  { pattern: /\bconst fields\b[^=\n]*= \{/g, argument: undefined },
] as const;

/** The names of the fields in a source, sorted; a variable handed over as it is has none here. */
export function loggedFields(source: string): string[] {
  const text = source.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/(?<=^|\s)\/\/.*$/gm, '');
  const names = new Set<string>();
  for (const { pattern, argument } of BEGINNINGS) {
    for (const match of text.matchAll(pattern)) {
      const inside = insideOf(text, match.index + match[0].length - 1);
      const literal = argument === undefined ? `{${inside}}` : (partsOf(inside)[argument] ?? '');
      for (const name of keysOf(literal)) names.add(name);
    }
  }
  return [...names].sort();
}

/** The keys of each object literal in an expression, those of spread ones too. */
function keysOf(expression: string): string[] {
  if (!expression.startsWith('{')) return literalsIn(expression).flatMap(keysOf);
  return partsOf(expression.slice(1, -1)).flatMap((part) => {
    if (part.startsWith('...')) return literalsIn(part).flatMap(keysOf);
    return /^'?(\w+)'?\s*(?::|$)/.exec(part)?.slice(1) ?? [];
  });
}

/** The outermost object literals of `when ? { a } : {}` and the like. */
function literalsIn(expression: string): string[] {
  const literals: string[] = [];
  for (let at = expression.indexOf('{'); at >= 0; at = expression.indexOf('{', at)) {
    const literal = `{${insideOf(expression, at)}}`;
    literals.push(literal);
    at += literal.length;
  }
  return literals;
}

/** What is between the bracket at a place and the one that closes it. */
function insideOf(text: string, open: number): string {
  let depth = 0;
  for (const { character, at } of codeOf(text, open)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character) && --depth === 0) return text.slice(open + 1, at);
  }
  throw new Error(`no end of ${text.slice(open, open + 60)}`);
}

/** The parts between commas that stand in no brackets. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (const { character, at } of codeOf(text, 0)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(begin, at).trim());
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin).trim());
  return parts.filter((part) => part !== '');
}

/** The characters from a place on, those of strings left out. */
function* codeOf(text: string, from: number): Generator<{ character: string; at: number }> {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (`'"\``.includes(character)) quote = character;
    else yield { character, at };
  }
}
