import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..');

/** Suites about the package as a whole, which have no file of their own in lib/. */
const APART = /^(bin|conformance|examples|package|scenarios|support)\//;

const stems = (folder: string, ending: string) =>
  globSync(`${folder}/**/*${ending}`, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/').slice(folder.length + 1, -ending.length))
    .sort();

/** A file of types alone does nothing that a spec could show. */
function isTypesOnly(stem: string): boolean {
  const text = readFileSync(join(ROOT, `lib/${stem}.ts`), 'utf8');
  return !/^(export\s+)?((async|abstract)\s+)*(class|function|const|let|await|for|if)\b|^export \{|^[\w.]+\(/m.test(text);
}

describe('spec/', () => {
  it('has a spec for each file of lib/', () => {
    const specs = new Set(stems('spec', '.spec.ts'));
    const without = stems('lib', '.ts').filter((stem) => !specs.has(stem) && !/(^|\/)index$/.test(stem) && !isTypesOnly(stem));
    expect(without).to.deep.equal([]);
  });

  it('has no spec without its file', () => {
    const sources = new Set(stems('lib', '.ts'));
    // One aspect of a file that deserves a suite of its own is named after it: crd-base.types.spec.ts.
    const fileOf = (stem: string) => stem.replace(/\.[^./]*$/, '');
    expect(stems('spec', '.spec.ts').filter((stem) => !APART.test(stem) && !sources.has(fileOf(stem)))).to.deep.equal([]);
  });
});
