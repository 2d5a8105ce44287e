/**
 * Whether we are part of a bundle. What is loaded at first need, and at once, is asked for by `require` there, which bundlers see and
 * Node's ES modules don't have; the one that Node puts into the global scope for `node --eval` and its console is not meant.
 */

/** See the file's comment. */
export function isBundled(): boolean {
  return typeof require === 'function' && !('require' in globalThis);
}
