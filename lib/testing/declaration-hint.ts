/**
 * What a fix usually looks like when what comes of a declaration depends on those before it. Pure.
 */
import { hintFor } from './exploration-hint.ts';
import type { Finding, FindingKind } from './exploration-verdict.ts';

const ITS_OWN: ReadonlySet<FindingKind> = new Set(['start', 'loop', 'check', 'finalizer']);

const REFUSED =
  'What a bad declaration has left (a note in the status, something half done) must not decide what becomes of the next one: look at this.spec and at what is there each time, and take back what was noted of an error.';
const REMOVES =
  'Take away what is no longer declared, not only put there what is: this.apply([…], { applySet }) does so; otherwise go through this.children() and delete what this.spec does not name.';
const ADDS =
  'Each change must lead to all that the declaration says: make it from this.spec in ensureModified as well, or write one reconcile.';
const FOLLOWS =
  'What is written must follow from this.spec alone, not from what was there before: no merging with the old value, no "only if it isn\'t there yet", and fields that are no longer declared are to be taken out.';

/**
 * The hint for a sequence of declarations.
 *
 * @param wasRefused whether one of them is refused
 */
export function declarationHint(findings: readonly Finding[], wasRefused: boolean): string {
  const kinds = new Set(findings.map(({ kind }) => kind));
  if ([...kinds].some((kind) => ITS_OWN.has(kind))) return hintFor([], findings);
  if (wasRefused || kinds.has('stuck')) return REFUSED;
  if (kinds.has('leak')) return REMOVES;
  return kinds.has('missing') ? ADDS : FOLLOWS;
}
