/**
 * The known name that somebody probably meant: "did you mean --namespace?".
 * Says nothing rather than something far off.
 */

/**
 * The candidate nearest to what was given, or undefined when none is near: a beginning of three letters or more, or at most
 * two slips of the pen (a third of a long name's letters), swapped neighbours counting as one.
 */
export function nearestName(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  const limit = Math.min(Math.max(2, Math.floor(wanted.length / 3)), wanted.length - 1);
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const distance =
      wanted.length >= 3 && known.startsWith(wanted) ? Math.min(1, known.length - wanted.length) : editDistance(wanted, known);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `; did you mean NAME?`, or nothing: what a message about an unknown name ends with. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const nearest = nearestName(given, candidates);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** The number of letters to insert, remove, replace or swap with their neighbour to make one text of the other. */
export function editDistance(left: string, right: string): number {
  // rows[i][j]: the distance between the first i letters of one and the first j of the other.
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= left.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(row - 1, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const swaps = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swapped = swaps ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[row]?.push(Math.min(replaced, swapped, at(row - 1, column) + 1, at(row, column - 1) + 1));
    }
  }
  return at(left.length, right.length);
}
