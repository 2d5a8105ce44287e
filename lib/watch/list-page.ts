/**
 * Reads one page of a list. Its items stay text; only where each begins and ends, and its identity, is looked for.
 */
import { endOfValue, JsonMembers, skipSpace } from '../base/json-scan.ts';
import { type ItemKind, ObjectText } from '../base/object-text.ts';

/** A page. */
export interface ListPage {
  readonly resourceVersion: string;
  /** What the next page is asked for with; '' when this is the last. */
  readonly continueToken: string;
  readonly items: ObjectText[];
}

/**
 * Reads a page.
 *
 * @param bytes the body of the answer; they belong to the items from then on
 * @throws SyntaxError it is not a list
 */
export function readListPage(bytes: Buffer): ListPage {
  let itemsStart = -1;
  const head: Record<string, unknown> = {};
  const members = new JsonMembers(bytes, skipSpace(bytes, 0, bytes.length), bytes.length);
  while (members.next()) {
    const name = bytes.toString('utf8', members.keyStart, members.keyEnd);
    if (members.valueEnd < 0) break;
    if (name === 'items') itemsStart = members.valueStart;
    else head[name] = JSON.parse(bytes.toString('utf8', members.valueStart, members.valueEnd));
  }
  if (members.broken) throw new SyntaxError('the list is cut off, or is no JSON');
  if (itemsStart < 0) throw new SyntaxError('the answer is no list: it has no items');
  const metadata = (head.metadata ?? {}) as { resourceVersion?: unknown; continue?: unknown };
  return {
    resourceVersion: typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '',
    continueToken: typeof metadata.continue === 'string' ? metadata.continue : '',
    items: readItems(bytes, itemsStart, itemKindOf(head)),
  };
}

/** Lists of built-in kinds say once for all what their items are. */
function itemKindOf(head: Record<string, unknown>): ItemKind | undefined {
  const { apiVersion, kind } = head;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !kind.endsWith('List')) return undefined;
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

function readItems(bytes: Buffer, start: number, itemKind: ItemKind | undefined): ObjectText[] {
  const items: ObjectText[] = [];
  // Go writes an empty slice that was never made as null.
  if (bytes.toString('latin1', start, start + 4) === 'null') return items;
  let index = skipSpace(bytes, start + 1, bytes.length);
  while (bytes[index] !== 0x5d) {
    const end = endOfValue(bytes, index, bytes.length);
    if (end < 0) throw new SyntaxError('an item of the list is cut off');
    items.push(ObjectText.take(bytes, index, end, itemKind));
    index = skipSpace(bytes, end, bytes.length);
    if (bytes[index] === 0x2c) index = skipSpace(bytes, index + 1, bytes.length);
  }
  return items;
}
