/**
 * The code blocks of a Markdown document, each on the lines that it has there.
 */

/** A fenced block, or several that continue one another. */
export interface Snippet {
  /** The document's line, from 1, on which the (first) block's fence stands. */
  line: number;
  /** The code, after as many blank lines as there are lines before it in the document. */
  text: string;
}

/** The blocks whose fence names one of the languages. A fence such as ```ts continued adds to the block before it. */
export function snippetsOf(markdown: string, languages: readonly string[]): Snippet[] {
  const snippets: { line: number; lines: string[] }[] = [];
  let open: { fence: string; lines: string[] | undefined } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^ *(`{3,}|~{3,})\s*([\w-]*)\s*(.*)$/.exec(line);
    if (open) {
      if (fence && line.trim() === open.fence) open = undefined;
      else if (open.lines) open.lines[index] = line;
    } else if (fence) {
      open = { fence: fence[1] ?? '', lines: undefined };
      if (!languages.includes(fence[2] ?? '')) continue;
      if (fence[3]?.trim() !== 'continued' || snippets.length === 0) snippets.push({ line: index + 1, lines: [] });
      open.lines = snippets.at(-1)?.lines;
    }
  }
  return snippets.map(({ line, lines }) => ({ line, text: Array.from(lines, (text) => text ?? '').join('\n') }));
}
