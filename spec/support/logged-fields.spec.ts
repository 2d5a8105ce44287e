import { expect } from 'chai';
import { loggedFields } from './logged-fields.ts';

describe('loggedFields', () => {
  for (const [what, source, names] of [
    ['of a record', `logger.warn('it, and (more', { one: f(a, { not: 1 }), two });`, ['one', 'two']],
    ['of a logger’s child', `this.#logger.child({ hook: name })`, ['hook']],
    ['that are spread', `logger.info('x', { a, ...(b ? { b } : { c: 1 }) })`, ['a', 'b', 'c']],
    ['that depend', `logger.info(\`x\${{ not: 1 }}\`, busy ? { d: 1 } : {})`, ['d']],
    ['that are named first', `const fields = { e, f: 'g, h' };\nlogger.error('x', fields);`, ['e', 'f']],
    ['of no comment', `// logger.info('x', { g })\n/* logger.info('x', { h }) */`, []],
    ['of no record', `other.info({ i: 1 })`, []],
  ] as const) {
    it(`finds the fields ${what}`, () => expect(loggedFields(source)).to.deep.equal(names));
  }
});
