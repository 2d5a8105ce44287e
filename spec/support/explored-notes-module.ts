/**
 * The small operator that specs of explorations are about, as a module that is explored in threads.
 */
import type { Exploration } from '../../lib/testing/explored-module.ts';
import { ForgetfulNote, notes } from './explored-notes.ts';

/** It does not survive. */
export const forgetful: Exploration = { subject: notes, options: { operator: ForgetfulNote, keeps: () => true, kinds: ['kill'] } };
