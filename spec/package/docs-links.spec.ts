/**
 * The documents hang together: every link leads to a file, and to a heading in it, and every page is linked from somewhere.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..', '..');

interface Link {
  /** The document that has it, and the line. */
  readonly from: string;
  /** The file that it leads to, from the repository's root. */
  readonly file: string;
  /** The heading; '' for none. */
  readonly anchor: string;
}

function documents(): string[] {
  return [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root }), ...globSync('examples/**/*.md', { cwd: root })];
}

/** The lines of a document outside its code blocks, the others empty. */
function proseOf(document: string): string[] {
  let inCode = false;
  return readFileSync(join(root, document), 'utf8')
    .split('\n')
    .map((line) => {
      const isFence = /^ *(```|~~~)/.test(line);
      if (isFence) inCode = !inCode;
      return isFence || inCode ? '' : line;
    });
}

function linksOf(document: string): Link[] {
  return proseOf(document).flatMap((line, index) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => {
        const [path = '', anchor = ''] = target.split('#');
        const file = path === '' ? document : normalize(join(dirname(document), path));
        return { from: `${document}:${index + 1}`, file, anchor };
      }),
  );
}

/** The anchors that GitHub makes of a document's headings. */
function anchorsOf(document: string): string[] {
  const taken = new Map<string, number>();
  return proseOf(document).flatMap((line) => {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    if (heading === undefined) return [];
    const plain = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    const count = taken.get(plain) ?? 0;
    taken.set(plain, count + 1);
    return [count === 0 ? plain : `${plain}-${count}`];
  });
}

describe('the documents', () => {
  const links = documents().flatMap(linksOf);

  it('are found, with their links', () => {
    expect(documents()).to.include.members(['README.md', 'docs/testing.md', 'docs/decisions/README.md']);
    expect(links.filter(({ from }) => from.startsWith('README.md'))).to.have.lengthOf.above(10);
    expect(anchorsOf('docs/crd.md')).to.include('what-has-no-form');
  });

  it('link to files that exist', () => {
    const broken = links.filter(({ file }) => !existsSync(join(root, file)));
    expect(broken.map(({ from, file }) => `${from}: ${file}`)).to.deep.equal([]);
  });

  it('link to headings that exist', () => {
    const broken = links.filter(({ file, anchor }) => anchor !== '' && existsSync(join(root, file)) && !anchorsOf(file).includes(anchor));
    expect(broken.map(({ from, file, anchor }) => `${from}: ${file}#${anchor}`)).to.deep.equal([]);
  });

  it('can all be reached from the README', () => {
    const reached = new Set(['README.md']);
    // A set that grows while it is walked: each page is looked at once.
    for (const document of reached) {
      for (const { from, file } of links) if (from.startsWith(`${document}:`) && file.endsWith('.md')) reached.add(file);
    }
    const pages = documents().filter((document) => document.startsWith('docs/'));
    expect(pages.filter((page) => !reached.has(page))).to.deep.equal([]);
  });

  it('show a program on each page about a concept', () => {
    const concepts = documents().filter((document) => /^docs\/[^/]+\.md$/.test(document) && document !== 'docs/architecture.md');
    const without = concepts.filter((document) => !/^```ts$/m.test(readFileSync(join(root, document), 'utf8')));
    expect(concepts).to.have.lengthOf.above(10);
    expect(without).to.deep.equal([]);
  });

  it('give each decision a page of its own, in the index and in the right form', () => {
    const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
    for (const page of globSync('docs/decisions/[0-9]*.md', { cwd: root })) {
      const text = readFileSync(join(root, page), 'utf8');
      const title = /^# (\d{4})\. (.+)$/m.exec(text);
      expect(page, page).to.include(`/${title?.[1]}-`);
      expect(index, page).to.include(`[${title?.[1]}](./${page.split('/').at(-1)}) ${title?.[2]}`);
      for (const part of ['**Decision.**', '**Why.**', '**Price.**']) expect(text, page).to.include(part);
    }
  });
});
