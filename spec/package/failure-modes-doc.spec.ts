/**
 * docs/failure-modes.md quotes log messages and metrics that there are.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const rows = [...read('docs/failure-modes.md').matchAll(/^\| (?!When|---)(.*) \|$/gm)].map(([, row = '']) => row.split(' | '));
const quotedIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

describe('docs/failure-modes.md', () => {
  it('has four cells in each row', () => {
    expect(rows).to.have.lengthOf.above(20);
    expect(rows.filter((cells) => cells.length !== 4)).to.deep.equal([]);
  });

  it('quotes log messages of the sources', () => {
    const sources = globSync('lib/**/*.ts', { cwd: root }).map(read).join('\n');
    const messages = rows.flatMap(([, , log]) => quotedIn(log)).filter((text) => text.includes(' ') || text === 'stopped');
    expect(messages).to.have.lengthOf.above(20);
    expect(messages.filter((message) => !sources.includes(message))).to.deep.equal([]);
  });

  it('names metrics that are documented', () => {
    const page = read('docs/metrics.md');
    const metrics = rows.flatMap(([, , , seen]) => quotedIn(seen)).flatMap((text) => /^[a-z]+(?:_[a-z]+)+/.exec(text)?.[0] ?? []);
    expect(metrics).to.have.lengthOf.above(10);
    expect(metrics.filter((metric) => !page.includes(`| \`${metric}\` |`))).to.deep.equal([]);
  });
});
