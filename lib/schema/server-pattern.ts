/**
 * Regular expressions from JavaScript to Go's RE2, which the API server uses: what reads differently is rewritten,
 * what RE2 cannot do (look-around, back references, most Unicode properties) gives undefined.
 */

/** RE2 refuses longer repetitions. */
const MAX_REPEAT = 1000;

/** Letters that mean the same after a backslash in both. */
const SAME_ESCAPES = 'dDwWsSBtnrfvx';

/** The pattern as the API server reads it, or undefined when it has no such form. */
export function serverPattern(pattern: string): string | undefined {
  let result = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; ) {
    const piece: Piece | undefined = inClass ? classPiece(pattern, at) : plainPiece(pattern, at);
    if (!piece) return undefined;
    result += piece.text;
    at += piece.length;
    if (piece.inClass !== undefined) inClass = piece.inClass;
  }
  return result;
}

interface Piece {
  text: string;
  length: number;
  /** What follows is in a character class, or no longer; undefined: as before. */
  inClass?: boolean;
}

function plainPiece(pattern: string, at: number): Piece | undefined {
  const character = pattern[at] as string;
  if (character === '\\') return pattern[at + 1] === 'b' ? { text: '\\b', length: 2 } : escapePiece(pattern, at);
  if (character === '[') {
    // An empty class, or its complement, means nothing or everything in JavaScript and something else in RE2.
    if (/^\[\^?\]/.test(pattern.slice(at))) return undefined;
    const opening = pattern[at + 1] === '^' ? '[^' : '[';
    return { text: opening, length: opening.length, inClass: true };
  }
  if (pattern.startsWith('(?', at)) return groupPiece(pattern, at);
  const repeat = character === '{' && /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(at));
  if (repeat && Math.max(Number(repeat[1]), Number(repeat[2] ?? 0)) > MAX_REPEAT) return undefined;
  return { text: character, length: 1 };
}

function classPiece(pattern: string, at: number): Piece | undefined {
  const character = pattern[at] as string;
  if (character === ']') return { text: ']', length: 1, inClass: false };
  if (character === '[') return { text: '\\[', length: 1 };
  if (character !== '\\') return { text: character, length: 1 };
  // In a class it is the backspace.
  return pattern[at + 1] === 'b' ? { text: '\\x08', length: 2 } : escapePiece(pattern, at);
}

function groupPiece(pattern: string, at: number): Piece | undefined {
  const rest = pattern.slice(at);
  if (/^\(\?[a-z]*(?:-[a-z]+)?:/.test(rest)) return { text: '(?', length: 2 };
  return /^\(\?<[A-Za-z_]\w*>/.test(rest) ? { text: '(?P<', length: 3 } : undefined;
}

function escapePiece(pattern: string, at: number): Piece | undefined {
  const rest = pattern.slice(at);
  const letter = pattern[at + 1];
  if (letter === undefined) return undefined;
  if (SAME_ESCAPES.includes(letter) || !/[A-Za-z0-9]/.test(letter)) return { text: `\\${letter}`, length: 2 };
  if (letter === '0' && !/\d/.test(pattern[at + 2] ?? '')) return { text: '\\x00', length: 2 };
  const unicode = /^\\u(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{4}))/.exec(rest);
  if (unicode) {
    const code = unicode[1] ?? unicode[2] ?? '';
    // Half of a surrogate pair is no character to RE2.
    return /^d[89a-f]..$/i.test(code) ? undefined : { text: `\\x{${code}}`, length: unicode[0].length };
  }
  const category = /^\\[pP]\{[LMNPSZC][a-z]?\}/.exec(rest);
  return category ? { text: category[0], length: category[0].length } : undefined;
}
