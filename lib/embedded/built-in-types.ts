/** The library of all built-in types: the tables of type-tables.ts, read on first use. */
import { TypeLibrary } from './type-notation.ts';
import { TYPE_TABLES } from './type-tables.ts';

/** A library of its own for each server: schemas are looked at lazily and remembered. */
export function createTypeLibrary(): TypeLibrary {
  const library = new TypeLibrary();
  for (const [section, table] of Object.entries(TYPE_TABLES)) library.add(section, table);
  return library;
}
