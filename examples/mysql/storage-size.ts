/**
 * Sizes of volumes as a spec has them: a whole number and a unit. Pure.
 */
const UNITS = ['Mi', 'Gi', 'Ti'] as const;

/** What a size looks like. */
export const SIZE = /^[1-9][0-9]{0,5}(Mi|Gi|Ti)$/;

/** The larger of two sizes, in the form in which the API server keeps it. */
export function largerSize(one: string, other: string | undefined): string {
  return canonicalSize(other !== undefined && mebibytes(other) > mebibytes(one) ? other : one);
}

/** Whether the first size is smaller. */
export function isSmaller(one: string, other: string): boolean {
  return mebibytes(one) < mebibytes(other);
}

/** In the largest unit that gives a whole number, as the server writes it: else each comparison would find a difference. */
export function canonicalSize(size: string): string {
  let number = mebibytes(size);
  let unit = 0;
  for (; number % 1024 === 0 && unit < UNITS.length - 1; unit++) number /= 1024;
  return `${number}${UNITS[unit]}`;
}

function mebibytes(size: string): number {
  const unit = UNITS.findIndex((known) => size.endsWith(known));
  // What somebody else has written in another unit isn't ours to compare: the server does.
  return unit < 0 ? 0 : Number.parseInt(size, 10) * 1024 ** unit;
}
