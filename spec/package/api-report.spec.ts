/**
 * etc/api-report.md is what the package exports. When this fails, and the change is meant, `npm run api-report` writes it anew;
 * docs/versioning.md says what that means for the version.
 */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { currentReport, REPORT } from '../../scripts/api-report.ts';
import { apiReport } from '../../scripts/declaration-index.ts';

describe('etc/api-report.md', () => {
  it('is what the package exports now', function () {
    this.timeout(120_000);
    const now = currentReport();
    const committed = readFileSync(REPORT, 'utf8');
    const linesOnlyIn = (text: string, other: string) => text.split('\n').filter((line) => !other.includes(line));
    const difference = { more: linesOnlyIn(now, committed), fewer: linesOnlyIn(committed, now) };
    expect(difference, 'if this is meant: npm run api-report').to.deep.equal({ more: [], fewer: [] });
    expect(now, 'if this is meant: npm run api-report').to.equal(committed);
  });
});

describe('apiReport', () => {
  const texts = new Map([
    [
      'a/index.d.ts',
      `/** Doc. */\nexport { one, type Two as Second } from './b.ts';\nexport type { Thing } from 'package';\nexport declare const own: 1;\n`,
    ],
    [
      'a/b.d.ts',
      `import type { Inner } from '../c.ts';\n/** Says. */\nexport declare function one(): Inner;\nexport interface Two {\n    /** Of it. */\n    readonly size: number;\n}\ninterface Unused {\n}\n`,
    ],
    [
      'c.d.ts',
      `export declare class Inner {\n    #private;\n    constructor(hidden: Hidden);\n    get size(): Size;\n}\ntype Size = 1 | 2;\ninterface Hidden {\n}\n`,
    ],
  ]);
  const report = apiReport([{ name: 'main', file: 'a/index.d.ts' }], texts);
  const section = (title: string) => new RegExp(`^## ${title}\n\n\`\`\`ts\n(.*?)\`\`\``, 'ms').exec(report)?.[1];

  it('has what an entry exports, from wherever it comes, without comments', () => {
    expect(section('main')).to.equal(
      [
        `export interface Two {\n    readonly size: number;\n}\n`,
        `export { Thing } from 'package';\n`,
        `export declare function one(): Inner;\n`,
        `export declare const own: 1;\n`,
      ].join('\n'),
    );
  });

  it('has what that is made of, and no more', () => {
    expect(section('What these are made of')).to.equal(`export declare class Inner {\n    get size(): Size;\n}\n\ntype Size = 1 | 2;\n`);
  });

  it('names an entry that is missing', () => {
    expect(() => apiReport([{ name: 'main', file: 'x.d.ts' }], texts)).to.throw('x.d.ts has not been made');
  });
});
