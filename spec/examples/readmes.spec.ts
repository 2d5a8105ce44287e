/** What the READMEs of the examples say: which files there are, how they were printed, and in which example a feature is shown. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { main } from '../../lib/cli/main.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const index = read('examples/README.md');
const numbered = [...index.matchAll(/^\| (\d+) \| \[([a-z-]+)\]\(\2\/README\.md\) \| .+ \|$/gm)].map(
  ([, number, name]) => [number, name] as const,
);
const readmes = globSync('examples/*/README.md', { cwd: root }).sort();

async function printed(words: readonly string[]): Promise<string> {
  const texts: string[] = [];
  const output = { write: (text: string) => void texts.push(text) };
  expect(await main(words, { stdout: output, stderr: output, env: {} }), texts.join('')).to.equal(0);
  return texts.join('');
}

describe('examples/README.md', () => {
  it('has each example once, numbered', () => {
    expect(numbered.map(([, name]) => name).sort()).to.deep.equal(readmes.map((path) => basename(dirname(path))));
    expect(numbered.map(([number]) => Number(number))).to.deep.equal(numbered.map((_, at) => at + 1));
  });

  const rows = [...index.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| ([\d, ]+) \|$/gm)].flatMap(([, features = '', numbers = '']) =>
    features.split(', ').map((feature) => [feature.replaceAll('`', ''), numbers.split(', ')] as const),
  );

  it('tells where each feature is shown', () => {
    expect(rows).to.have.length.above(30);
    for (const [feature, numbers] of rows) {
      for (const number of numbers) {
        const [, name] = numbered.find(([known]) => known === number) ?? [];
        const sources = globSync(`examples/${name}/**/*.ts`, { cwd: root, exclude: (path) => path.includes('node_modules') }).map(read);
        expect(
          sources.some((source) => new RegExp(`\\b${feature}\\b`).test(source)),
          `${feature} in ${name}`,
        ).to.equal(true);
      }
    }
  });
});

for (const readme of readmes) {
  describe(readme, () => {
    const folder = dirname(readme);
    const text = read(readme);
    const commands = [...text.matchAll(/^\| (.+) \| .*as `npx tskubeop ([^`]+)` prints (?:it|them) \|$/gm)];

    it('names files that are there', () => {
      const named = [...text.matchAll(/(?<!spec\/)examples\/[\w./-]+\.(?:ts|yaml)/g)].map(([path]) => path);
      const listed = [...text.matchAll(/^\| ((?:`[\w./-]+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([\w./-]+\.\w+|manifests\/)`/g)].map(([, file]) => join(folder, file as string)),
      );
      expect([...named, ...listed].filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
    });

    it('says how whatever is printed by tskubeop was printed', () => {
      const said = commands.flatMap(([, files = '']) => [...files.matchAll(/`([\w.]+)`/g)].map(([, file]) => file)).sort();
      const there = ['crd.yaml', 'deployment.yaml', 'rbac.yaml'].filter((file) => existsSync(join(root, folder, file)));
      // Hooks have no classes.
      expect(said).to.deep.equal(folder === 'examples/shell-hooks' ? [] : there);
    });

    for (const [, files = '', command = ''] of commands) {
      for (const [, file = ''] of files.matchAll(/`([\w.]+)`/g)) {
        it(`has the ${file} that \`tskubeop ${command}\` prints`, async () => {
          const words = command.split(' ');
          const source = join(root, folder, words.pop() as string);
          const only = words[0] === 'manifests' ? [`--only=${basename(file, '.yaml')}`] : [];
          expect(read(join(folder, file))).to.equal(await printed([...words, ...only, source]));
        });
      }
    }
  });
}
