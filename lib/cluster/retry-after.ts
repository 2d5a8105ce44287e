/**
 * The Retry-After header: seconds, or a date. Pure.
 */

/**
 * The seconds that a server asked to wait.
 *
 * @param header the header's value
 * @param now the wall clock in milliseconds since the epoch
 * @returns undefined when there is none, or when it can't be understood
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  // Date.parse takes numbers for years.
  const date = /^[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
