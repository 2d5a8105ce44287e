import { expect } from 'chai';
import { snippetsOf } from '../../scripts/markdown-snippets.ts';

describe('snippetsOf', () => {
  it('keeps the lines of a block where they stand in the document', () => {
    expect(snippetsOf('# title\n\n```ts\nconst a = 1;\n```\n', ['ts'])).to.deep.equal([{ line: 3, text: '\n\n\nconst a = 1;' }]);
  });

  it('takes the blocks of the languages asked for', () => {
    const document = '```ts\na\n```\n```sh\nb\n```\n~~~yaml\nc\n~~~\n```\nd\n```\n';
    expect(snippetsOf(document, ['ts', 'yaml']).map(({ text }) => text.trim())).to.deep.equal(['a', 'c']);
  });

  it('adds a block that continues to the one before it', () => {
    const document = '```ts\na\n```\ntext\n```ts continued\nb\n```\n```ts\nc\n```\n';
    expect(snippetsOf(document, ['ts'])).to.deep.equal([
      { line: 1, text: '\na\n\n\n\nb' },
      { line: 8, text: '\n\n\n\n\n\n\n\nc' },
    ]);
  });

  it('is not deceived by fences within a longer fence', () => {
    expect(snippetsOf('````md\n```ts\na\n```\n````\n', ['ts'])).to.deep.equal([]);
  });
});
