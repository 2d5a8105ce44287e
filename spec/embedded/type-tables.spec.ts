import { expect } from 'chai';
import { TypeLibrary } from '../../lib/embedded/type-notation.ts';
import { TYPE_TABLES } from '../../lib/embedded/type-tables.ts';

describe('TYPE_TABLES', () => {
  it('refers to no type that it does not have', () => {
    const library = new TypeLibrary();
    for (const [section, table] of Object.entries(TYPE_TABLES)) library.add(section, table);
    for (const name of library.names()) expect(Object.keys(library.get(name).properties ?? {}), name).to.be.an('array');
  });

  it('gives no two fields of a type one number', () => {
    const library = new TypeLibrary();
    for (const [section, table] of Object.entries(TYPE_TABLES)) library.add(section, table);
    for (const name of library.names()) {
      const numbers = Object.values(library.get(name).properties ?? {}).flatMap((field) => (field.wire ? [field.wire.join('.')] : []));
      expect(new Set(numbers).size, name).to.equal(numbers.length);
    }
  });
});
