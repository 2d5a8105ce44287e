import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..');
const files = (...patterns: string[]) =>
  globSync(patterns, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** A spec about one aspect of a file has that behind a dot. */
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?$/;

describe('the files', () => {
  it('are named for what they hold, in kebab-case', () => {
    const vague = /^(utils?|helpers?|common|misc|types?|enums?)$/;
    const names = files('lib/**/*.ts', 'bin/*.ts', 'spec/**/*.ts', 'scripts/**/*.{ts,cjs}', 'cluster/*.ts', 'examples/**/*.ts');
    expect(names).to.not.deep.equal([]);
    const stems = names.map((path) => [path, basename(path).replace(/(\.spec)?\.\w+$/, '')] as const);
    expect(stems.filter(([, stem]) => vague.test(stem) || !KEBAB_CASE.test(stem)).map(([path]) => path)).to.deep.equal([]);
  });

  it('of lib/ open by saying what they are', () => {
    const silent = files('lib/**/*.ts').filter((path) => !/^\/\*\*\s+(\*\s+)?\S/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(silent).to.deep.equal([]);
  });
});
