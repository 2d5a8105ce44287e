/**
 * A class's statics for specs.
 */
import type { KindDeclaration } from '../../lib/schema/kind-declaration.ts';

/** A Printer's, with changes. */
export function aDeclaration(changes: object = {}): KindDeclaration {
  return { GROUP: 'demo.example.com', VERSION: 'v1', PLURAL: 'printers', SINGULAR: 'printer', KIND: 'Printer', ...changes };
}
