/**
 * The order of resourceVersions. Kubernetes promises (since 1.35) that they are decimal numbers of any length that grow with
 * each change of the same kind; what is not one can only be told apart, and counts as newer.
 */

/** True for a resourceVersion that has an order: a decimal number without leading zeros. */
export function isOrdered(resourceVersion: string): boolean {
  if (resourceVersion.length === 0 || resourceVersion.charCodeAt(0) === 0x30) return false;
  for (let index = 0; index < resourceVersion.length; index++) {
    const code = resourceVersion.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/**
 * Compares two resourceVersions of one kind.
 *
 * @returns 0 when they are the same; negative when the first is older; positive when it is newer, or when one of them has
 *   no order and nobody can tell
 */
export function compareResourceVersions(first: string, second: string): number {
  if (first === second) return 0;
  if (!isOrdered(first) || !isOrdered(second)) return 1;
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : 1;
}
