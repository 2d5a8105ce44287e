/**
 * The object of a turn: one version of it, and what this process remembers of it.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { Essence } from '../resource/essence.ts';
import type { TrackedObject } from './tracked-object.ts';

/** See the file's comment. */
export interface PresentObject {
  readonly tracked: TrackedObject;
  readonly text: ObjectText;
  readonly object: StoredObject;
  readonly essence: Essence;
}
