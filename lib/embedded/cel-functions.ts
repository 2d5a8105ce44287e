/** The functions that Kubernetes adds to CEL, as far as they are here; a rule that uses another one is refused when it is compiled. */
import { isIP, isIPv4 } from 'node:net';
import type { Environment } from '@marcbachmann/cel-js';
import { quantityAmount as amountOf } from './quantity.ts';
import { patternOf } from './schema-limits.ts';

/** A quantity, compared by its amount. */
class CelQuantity {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
}

/** A URL. */
class CelUrl {
  readonly url: URL;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
    // Only whole URLs and absolute paths count; a path has neither scheme nor host.
    this.url = new URL(text, 'none://');
  }
}

/** An address. */
class CelIp {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Sets {}
class MathFunctions {}

type Value = bigint | number | string;

/** Adds the functions to an environment. */
export function addKubernetesFunctions(env: Environment): void {
  addLists(env);
  addStrings(env);
  addQuantities(env);
  addUrls(env);
  addAddresses(env);
  addNumbers(env);
}

function addLists(env: Environment): void {
  const items = (list: Iterable<Value>) => [...list];
  const extreme = (list: Iterable<Value>, isBetter: (left: Value, right: Value) => boolean, name: string) => {
    const [first, ...rest] = items(list);
    if (first === undefined) throw new Error(`${name} called on empty list`);
    return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
  };
  for (const type of ['int', 'double', 'string']) {
    env.registerFunction(`list<${type}>.isSorted(): bool`, (list) => {
      const all = items(list);
      return all.every((item, index) => index === 0 || (all[index - 1] as Value) <= item);
    });
    env.registerFunction(`list<${type}>.min(): ${type}`, (list) => extreme(list, (left, right) => left < right, 'min'));
    env.registerFunction(`list<${type}>.max(): ${type}`, (list) => extreme(list, (left, right) => left > right, 'max'));
    env.registerFunction(`list<${type}>.indexOf(${type}): int`, (list, item) => BigInt(items(list).indexOf(item)));
    env.registerFunction(`list<${type}>.lastIndexOf(${type}): int`, (list, item) => BigInt(items(list).lastIndexOf(item)));
    const holds = (list: Iterable<Value>, part: Iterable<Value>) => items(part).every((item) => items(list).includes(item));
    if (type === 'int') env.registerType('Sets', Sets).registerConstant('sets', 'Sets', new Sets());
    env.registerFunction(`Sets.contains(list<${type}>, list<${type}>): bool`, (_, list, part) => holds(list, part));
    env.registerFunction(
      `Sets.equivalent(list<${type}>, list<${type}>): bool`,
      (_, left, right) => holds(left, right) && holds(right, left),
    );
    env.registerFunction(`Sets.intersects(list<${type}>, list<${type}>): bool`, (_, left, right) =>
      items(left).some((item) => items(right).includes(item)),
    );
  }
  env.registerFunction('list<int>.sum(): int', (list: Iterable<bigint>) => [...list].reduce((sum, item) => sum + item, 0n));
  env.registerFunction('list<double>.sum(): double', (list: Iterable<number>) => [...list].reduce((sum, item) => sum + item, 0));
}

function addStrings(env: Environment): void {
  env.registerFunction('string.charAt(int): string', (text: string, at: bigint) => [...text][Number(at)] ?? '');
  env.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  env.registerFunction('string.replace(string, string, int): string', (text: string, from: string, to: string, count: bigint) => {
    if (count < 0n) return text.replaceAll(from, () => to);
    const parts = text.split(from);
    const most = Number(count);
    return parts.slice(1).reduce((result, part, index) => result + (index < most ? to : from) + part, parts[0] ?? '');
  });
  env.registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''));
  env.registerFunction('string.find(string): string', (text: string, pattern: string) => patternOf(pattern).exec(text)?.[0] ?? '');
  const findAll = (text: string, pattern: string) => {
    const expression = patternOf(pattern);
    return [...text.matchAll(new RegExp(expression.source, `${expression.flags}g`))].map(([found]) => found);
  };
  env.registerFunction('string.findAll(string): list<string>', findAll);
  env.registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, count: bigint) =>
    count < 0n ? findAll(text, pattern) : findAll(text, pattern).slice(0, Number(count)),
  );
  env.registerFunction('string.format(list): string', formatted);
}

const VERB = /%(?:%|(?:\.(\d+))?([sdfebxXo]))/g;

function formatted(pattern: string, values: unknown[]): string {
  let next = 0;
  return pattern.replaceAll(VERB, (whole, precision: string | undefined, verb: string | undefined) => {
    if (!verb) return whole === '%%' ? '%' : whole;
    if (next >= values.length) throw new Error(`index ${next} out of range`);
    const value = values[next++];
    switch (verb) {
      case 'f':
        return Number(value).toFixed(Number(precision ?? 6));
      case 'e':
        return Number(value)
          .toExponential(Number(precision ?? 6))
          .replace(/e([+-])(\d)$/, 'e$10$2');
      case 'b':
        return typeof value === 'boolean' ? String(Number(value)) : BigInt(value as bigint).toString(2);
      case 'o':
        return BigInt(value as bigint).toString(8);
      case 'x':
      case 'X': {
        const digits = typeof value === 'string' ? Buffer.from(value).toString('hex') : BigInt(value as bigint).toString(16);
        return verb === 'X' ? digits.toUpperCase() : digits;
      }
      default:
        return shownValue(value);
    }
  });
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shownValue).join(', ')}]`;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value === null || typeof value !== 'object' || value.constructor !== Object) return String(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, item]) => `${name}: ${shownValue(item)}`).join(', ')}}`;
}

function addQuantities(env: Environment): void {
  env.registerType('kubernetes.Quantity', CelQuantity);
  const type = 'kubernetes.Quantity';
  env.registerFunction('isQuantity(string): bool', (text: string) => amountOf(text) !== undefined);
  env.registerFunction(`quantity(string): ${type}`, (text: string) => {
    const amount = amountOf(text);
    if (amount === undefined)
      throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    return new CelQuantity(amount);
  });
  const compare = (name: string, test: (left: number, right: number) => boolean) =>
    env.registerFunction(`${type}.${name}(${type}): bool`, (left: CelQuantity, right: CelQuantity) => test(left.amount, right.amount));
  compare('isLessThan', (left, right) => left < right);
  compare('isGreaterThan', (left, right) => left > right);
  env.registerOperator(`${type} == ${type}`, (left: CelQuantity, right: CelQuantity) => left.amount === right.amount);
  env.registerFunction(`${type}.compareTo(${type}): int`, (left: CelQuantity, right: CelQuantity) =>
    BigInt(Math.sign(left.amount - right.amount)),
  );
  env.registerFunction(`${type}.isInteger(): bool`, ({ amount }: CelQuantity) => Number.isInteger(amount));
  env.registerFunction(`${type}.asInteger(): int`, ({ amount }: CelQuantity) => BigInt(amount));
  env.registerFunction(`${type}.asApproximateFloat(): double`, ({ amount }: CelQuantity) => amount);
  env.registerFunction(`${type}.sign(): int`, ({ amount }: CelQuantity) => BigInt(Math.sign(amount)));
  const arithmetic = (name: string, sign: number) => {
    env.registerFunction(
      `${type}.${name}(${type}): ${type}`,
      (left: CelQuantity, right: CelQuantity) => new CelQuantity(left.amount + sign * right.amount),
    );
    env.registerFunction(
      `${type}.${name}(int): ${type}`,
      (left: CelQuantity, right: bigint) => new CelQuantity(left.amount + sign * Number(right)),
    );
  };
  arithmetic('add', 1);
  arithmetic('sub', -1);
}

function isUrl(text: string): boolean {
  return text.startsWith('/') || (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text));
}

function addUrls(env: Environment): void {
  env.registerType('kubernetes.URL', CelUrl);
  const type = 'kubernetes.URL';
  env.registerFunction('isURL(string): bool', isUrl);
  env.registerFunction(`url(string): ${type}`, (text: string) => {
    if (!isUrl(text))
      throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`);
    return new CelUrl(text);
  });
  const part = (name: string, of: (url: URL) => string) =>
    env.registerFunction(`${type}.${name}(): string`, ({ url }: CelUrl) =>
      url.protocol === 'none:' && name !== 'getEscapedPath' ? '' : of(url),
    );
  part('getScheme', (url) => url.protocol.slice(0, -1));
  part('getHost', (url) => url.host);
  part('getHostname', (url) => url.hostname.replace(/^\[(.*)\]$/, '$1'));
  part('getPort', (url) => url.port);
  part('getEscapedPath', (url) => url.pathname);
  env.registerFunction(`${type}.getQuery(): map<string, list<string>>`, ({ url }: CelUrl) =>
    Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)])),
  );
}

function addAddresses(env: Environment): void {
  env.registerType('net.IP', CelIp);
  env.registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0);
  env.registerFunction('ip(string): net.IP', (text: string) => {
    if (isIP(text) === 0) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
    return new CelIp(text);
  });
  env.registerFunction('net.IP.family(): int', ({ text }: CelIp) => (isIPv4(text) ? 4n : 6n));
  env.registerOperator('net.IP == net.IP', (left: CelIp, right: CelIp) => left.text === right.text);
  env.registerFunction('isCIDR(string): bool', (text: string) => {
    const [address = '', bits = '', more] = text.split('/');
    const family = isIP(address);
    return more === undefined && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  });
}

function addNumbers(env: Environment): void {
  env.registerType('MathFunctions', MathFunctions).registerConstant('math', 'MathFunctions', new MathFunctions());
  for (const type of ['int', 'double']) {
    env.registerFunction(`MathFunctions.greatest(${type}, ${type}): ${type}`, (_, left, right) => (left > right ? left : right));
    env.registerFunction(`MathFunctions.least(${type}, ${type}): ${type}`, (_, left, right) => (left < right ? left : right));
    env.registerFunction(`MathFunctions.abs(${type}): ${type}`, (_, value) => (value < 0 ? -value : value));
  }
}
