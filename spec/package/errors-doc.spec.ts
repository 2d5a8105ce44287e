/**
 * docs/errors.md and the code know the same errors: each code once, with its class, and the words that readers need.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as face from '../../lib/index.ts';

const root = join(import.meta.dirname, '..', '..');

/** Classes of errors in the sources, by code; OperatorError itself for codes that have no class of their own. */
function codesInSources(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const direct: string[] = [];
  for (const file of globSync('lib/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, name = '', body = ''] of text.matchAll(/class (\w+) extends (?:Operator|Api|Temporary)Error \{(.*?)\n\}/gs)) {
      const code = /(?:super\(\s*|override readonly code: string = )'([A-Z_]+)'/.exec(body)?.[1] ?? `the code of ${name}`;
      found.set(code, [...(found.get(code) ?? []), name]);
    }
    for (const [, code = ''] of text.matchAll(/new OperatorError\(\s*'([A-Z_]+)'/g)) direct.push(code);
  }
  for (const code of direct) if (!found.has(code)) found.set(code, ['OperatorError']);
  return found;
}

interface Row {
  readonly code: string;
  readonly name: string;
  readonly meaning: string;
  readonly remedy: string;
}

function rowsOfPage(): Row[] {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  return [...page.matchAll(/^\| `([A-Z_]+)` \| `(\w+)` \| (.*?) \| (.*?) \|$/gm)].map(
    ([, code = '', name = '', meaning = '', remedy = '']) => ({
      code,
      name,
      meaning,
      remedy,
    }),
  );
}

describe('docs/errors.md', () => {
  const sources = codesInSources();
  const rows = rowsOfPage();

  it('finds the errors that it is about', () => {
    expect(sources.get('API')).to.deep.equal(['ApiError']);
    expect(rows.map(({ code }) => code)).to.include('API');
  });

  it('lists every code of the sources with its class, and no other', () => {
    const documented = new Map(rows.map(({ code, name }) => [code, [name]]));
    expect(Object.fromEntries(documented)).to.deep.equal(Object.fromEntries(sources));
    expect(rows).to.have.lengthOf(documented.size);
  });

  it('says of each what it means and what to do', () => {
    for (const { code, meaning, remedy } of rows) {
      expect(meaning.length, `the meaning of ${code}`).to.be.greaterThan(10);
      expect(remedy.length, `what to do about ${code}`).to.be.greaterThan(5);
    }
  });

  it('has every error that the package exports', () => {
    const exported = Object.keys(face).filter((name) => name.endsWith('Error') && name !== 'OperatorError');
    expect(rows.map(({ name }) => name)).to.include.members(exported);
  });
});
