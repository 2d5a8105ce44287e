/** Quantities such as `500m` or `1Gi`: their one canonical notation, and comparing them. */

const FORM = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const DECIMAL_SUFFIXES = Object.entries(DECIMAL).sort((left, right) => right[1] - left[1]);
const NANO = 1_000_000_000n;

interface Quantity {
  /** The value in billionths. */
  nano: bigint;
  style: 'binary' | 'decimal' | 'exponent';
}

function parse(text: string): Quantity | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, sign, digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const unscaled = BigInt(whole + fraction || '0') * (sign === '-' ? -1n : 1n);
  if (suffix.endsWith('i')) {
    const factor = 1024n ** BigInt(BINARY.indexOf(suffix));
    return { nano: divideUp(unscaled * factor * NANO, 10n ** BigInt(fraction.length)), style: 'binary' };
  }
  const exponent = (Object.hasOwn(DECIMAL, suffix) ? (DECIMAL[suffix] as number) : Number(suffix.slice(1))) - fraction.length + 9;
  const nano = exponent >= 0 ? unscaled * 10n ** BigInt(exponent) : divideUp(unscaled, 10n ** BigInt(-exponent));
  return { nano, style: /^[eE]/.test(suffix) ? 'exponent' : 'decimal' };
}

/** Rounds away from zero, as the server does with what is finer than a billionth. */
function divideUp(value: bigint, by: bigint): bigint {
  const rounded = value / by;
  return value % by === 0n ? rounded : value < 0n ? rounded - 1n : rounded + 1n;
}

/** The amount as a number, or undefined when the text is no quantity. */
export function quantityAmount(text: string): number | undefined {
  const quantity = parse(text);
  return quantity && Number(quantity.nano) / Number(NANO);
}

/** The canonical notation, or undefined when the text is no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parse(text);
  if (!quantity) return undefined;
  const { nano, style } = quantity;
  if (nano === 0n) return '0';
  const magnitude = nano < 0n ? -nano : nano;
  // Below 1024 a binary quantity has no suffix of its own to be written with, fractions have none at all.
  if (style === 'binary' && magnitude % NANO === 0n && magnitude >= 1024n * NANO) return binaryText(nano / NANO);
  return style === 'exponent' ? exponentText(nano) : decimalText(nano);
}

function binaryText(value: bigint): string {
  let rest = value;
  let step = 0;
  while (step < BINARY.length - 1 && rest % 1024n === 0n) {
    rest /= 1024n;
    step++;
  }
  return `${rest}${BINARY[step]}`;
}

function decimalText(nano: bigint): string {
  for (const [suffix, exponent] of DECIMAL_SUFFIXES) {
    const unit = 10n ** BigInt(exponent + 9);
    if (nano % unit === 0n) return `${nano / unit}${suffix}`;
  }
  return `${nano}n`;
}

function exponentText(nano: bigint): string {
  for (let exponent = 18; exponent >= -9; exponent -= 3) {
    const unit = 10n ** BigInt(exponent + 9);
    if (nano % unit === 0n) return `${nano / unit}${exponent ? `e${exponent}` : ''}`;
  }
  return `${nano}e-9`;
}

/** Negative, zero or positive as the left quantity is less than, equal to or more than the right one. */
export function compareQuantities(left: string, right: string): number {
  const difference = (parse(left)?.nano ?? 0n) - (parse(right)?.nano ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
