/**
 * What a refused apply says of the fields that other managers hold: the causes of its Status, read. Pure.
 */
import type { FieldConflict, StatusCause } from '../base/errors.ts';

/** The reason of a cause that is such a conflict. */
const CONFLICT = 'FieldManagerConflict';

/** The name of the manager is quoted as Go quotes texts, which for names is as JSON does. */
const MANAGER = /^conflict with ("(?:[^"\\]|\\.)*")/;

/** The conflicts among the causes; empty when the refusal is another one. */
export function fieldConflicts(causes: readonly StatusCause[]): FieldConflict[] {
  return causes.filter(({ reason }) => reason === CONFLICT).map(({ message = '', field = '' }) => ({ manager: managerOf(message), field }));
}

function managerOf(message: string): string {
  const quoted = MANAGER.exec(message)?.[1];
  try {
    return quoted === undefined ? message : (JSON.parse(quoted) as string);
  } catch {
    return quoted ?? message;
  }
}
