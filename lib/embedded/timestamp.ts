/** Times as the server writes them: RFC 3339 in UTC, to the second, or with microseconds. */

/** A moment to the second. */
export function canonicalTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A moment with microseconds, as leases and events carry it. */
export function microTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}
