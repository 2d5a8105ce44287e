/** Reads the text of a label selector as the real server does, token by token, with its explanations of what is wrong. */
import { nameProblemsOfLabel, valueProblemsOfLabel } from './object-names.ts';
import { badRequest, invalidValue } from './refusal.ts';

/** One condition of a label selector. */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';
  values: string[];
}

type Kind = 'word' | 'in' | 'notin' | '=' | '==' | '!=' | '>' | '<' | '(' | ')' | ',' | '!' | 'end';

interface Token {
  kind: Kind;
  text: string;
}

const SYMBOLS = new Set(['=', '==', '!=', '>', '<', '(', ')', ',', '!']);

/** The conditions of a text; a 400 for one that is none. */
export function readLabelSelector(text: string): LabelRequirement[] {
  return new Reader(tokensOf(text)).read();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string;
    if (/\s/.test(sign)) {
      at++;
      continue;
    }
    const two = text.slice(at, at + 2);
    const symbol = SYMBOLS.has(two) ? two : SYMBOLS.has(sign) ? sign : undefined;
    const word = symbol ?? (/^[^\s=!(),><]+/.exec(text.slice(at))?.[0] as string);
    const kind = symbol || word === 'in' || word === 'notin' ? (word as Kind) : 'word';
    tokens.push({ kind, text: word });
    at += word.length;
  }
  return tokens;
}

const END: Token = { kind: 'end', text: '' };

class Reader {
  readonly #tokens: Token[];

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  read(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return requirements;
      if (next.kind !== 'word' && next.kind !== '!') throw unexpected(next, ", expected: !, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') throw unexpected(after, ", expected: ',' or 'end of string'");
      const following = this.#peek();
      if (following.kind !== 'word' && following.kind !== '!') throw unexpected(following, ", expected: identifier after ','");
    }
  }

  /** The next token; the words of operators are ordinary words where values stand. */
  #peek(): Token {
    const token = this.#tokens[0] ?? END;
    return token.kind === 'in' || token.kind === 'notin' ? { ...token, kind: 'word' } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#tokens.shift();
    return token;
  }

  #requirement(): LabelRequirement {
    let token = this.#take();
    const isAbsent = token.kind === '!';
    if (isAbsent) token = this.#take();
    if (token.kind !== 'word') throw unparsable(token, ', expected: identifier');
    const key = token.text;
    const problems = nameProblemsOfLabel(key);
    if (problems.length > 0) throw invalidParts(problems.map((why) => ({ path: '<nil>', value: key, why })));
    const next = this.#peek().kind;
    if (isAbsent) return { key, operator: 'absent', values: [] };
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] };
    return this.#comparison(key);
  }

  #comparison(key: string): LabelRequirement {
    const { kind, text } = this.#tokens.shift() ?? END;
    switch (kind) {
      case 'in':
      case 'notin':
        return checked({ key, operator: kind, values: this.#values() });
      case '=':
      case '==':
        return checked({ key, operator: 'in', values: [this.#value()] });
      case '!=':
        return checked({ key, operator: 'notin', values: [this.#value()] });
      case '>':
      case '<':
        return checked({ key, operator: kind === '>' ? 'gt' : 'lt', values: [this.#value()] });
      default:
        throw unparsable({ kind, text }, ', expected: in, notin, =, ==, !=, gt, lt');
    }
  }

  #value(): string {
    const next = this.#peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    this.#take();
    if (next.kind !== 'word') throw unparsable(next, ', expected: identifier');
    return next.text;
  }

  #values(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw unparsable(open, " expected: '('");
    const next = this.#peek();
    if (next.kind === ')') {
      this.#take();
      return [''];
    }
    if (next.kind !== 'word' && next.kind !== ',') throw unparsable(next, ", expected: ',', ')' or identifier");
    const values = this.#list();
    this.#take();
    return values;
  }

  /** What stands between the parentheses; where nothing stands between two commas, that is a value too. */
  #list(): string[] {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      const next = this.#peek();
      if (token.kind === 'word') {
        values.add(token.text);
        if (next.kind === ')') break;
        if (next.kind !== ',') throw unparsable(next, ", expected: ',' or ')'");
      } else if (token.kind === ',') {
        if (values.size === 0) values.add('');
        if (next.kind === ')' || next.kind === ',') values.add('');
        if (next.kind === ')') break;
        if (next.kind === ',') this.#take();
      } else throw unparsable(token, ", expected: ',', or identifier");
    }
    return [...values].sort();
  }
}

interface Problem {
  path: string;
  value: unknown;
  why: string;
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const problems: Problem[] = [];
  for (const [index, value] of values.entries()) {
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value))
      problems.push({ path: `values[${index}]`, value, why: "for 'Gt', 'Lt' operators, the value must be an integer" });
    problems.push(...valueProblemsOfLabel(value).map((why) => ({ path: `values[${index}][${key}]`, value, why })));
  }
  if (problems.length > 0) throw invalidParts(problems);
  return requirement;
}

function invalidParts(problems: readonly Problem[]) {
  const list = problems.map(({ path, value, why }) => `${path}: ${invalidValue(path, value, why).message}`);
  return badRequest(`unable to parse requirement: ${list.length === 1 ? list[0] : `[${list.join(', ')}]`}`);
}

function unexpected({ text }: Token, expectation: string) {
  return badRequest(`found '${text}'${expectation}`);
}

function unparsable({ text }: Token, expectation: string) {
  return badRequest(`unable to parse requirement: found '${text}'${expectation}`);
}
