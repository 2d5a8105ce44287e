import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { IllegalStateError, UsageError } from '../../lib/base/errors.ts';
import { exportedClasses, exportedOperatorName } from '../../lib/cli/class-module.ts';

const STATICS =
  "static GROUP = 'demo.example.com'; static VERSION = 'v1'; static PLURAL = 'printers'; static SINGULAR = 'printer'; static KIND = 'Printer';";

describe('exportedClasses', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-class-module-'));
    await write('package.json', '{ "type": "module" }');
  });
  after(async () => await rm(folder, { recursive: true }));

  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const refusal = async (file: string): Promise<Error> => {
    try {
      await exportedClasses(file);
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was loaded');
  };

  it('knows the operator that a module exports beside its classes', async () => {
    const file = await write(
      'operator.js',
      'export class MyOperator { run() {} start() {} }; export class Other {}; export const run = 1;',
    );
    expect(await exportedOperatorName(file)).to.equal('MyOperator');
    expect(await exportedOperatorName(await write('none.js', 'export class Other { run() {} }'))).to.equal(undefined);
  });

  it('finds the classes of a TypeScript module, each once', async () => {
    const file = await write(
      'good.ts',
      `export class Printer { ${STATICS} text: string = 'a'; } export const same = Printer; export function other() {}`,
    );
    expect((await exportedClasses(file)).map(({ name }) => name)).to.deep.equal(['Printer']);
  });

  it('finds the classes of a CommonJS module', async () => {
    const file = await write('good.cjs', `module.exports = { Printer: class Printer { ${STATICS} } };`);
    expect((await exportedClasses(file)).map(({ name }) => name)).to.deep.equal(['Printer']);
  });

  it('names a file that is missing, and one that is a folder', async () => {
    expect((await refusal(join(folder, 'none.ts'))).message).to.match(/none\.ts: there is no such file$/);
    await mkdir(join(folder, 'inner'), { recursive: true });
    expect((await refusal(join(folder, 'inner'))).message).to.match(/is a folder: give the files in it$/);
  });

  const UNLOADABLE: readonly (readonly [what: string, name: string, text: string, message: RegExp])[] = [
    ['an enum', 'enum.ts', 'export enum A { B }', /Node only strips types: enums, .*erasableSyntaxOnly/],
    ['a mistake', 'wrong.ts', 'export const a: = 3', /it is not valid TypeScript/],
    [
      'an import of nothing',
      'import.ts',
      "import './nowhere.ts'; export {}",
      /cannot be loaded: Cannot find module '.*nowhere\.ts' imported from/,
    ],
    ['a file that Node does not run', 'a.tsx', 'export class A {}', /Node does not run \.tsx files/],
    ['TypeScript in node_modules', 'node_modules/a/a.ts', 'export const a: number = 1', /no TypeScript from node_modules/],
    ['CommonJS in a module', 'common.ts', 'module.exports = {}; export {}', /set "type": "module"/],
    ['an error of its own', 'throws.ts', "throw new Error('boom')", /throws\.ts cannot be loaded: boom$/],
  ];
  for (const [what, name, text, message] of UNLOADABLE) {
    it(`says in one line why it cannot load ${what}`, async () => {
      const error = await refusal(await write(name, text));
      expect(error).to.be.instanceOf(UsageError);
      expect(error.message).to.match(message).and.not.include('\n');
    });
  }

  it("passes on the SDK's own errors", async () => {
    const error = new IllegalStateError('run() while being imported');
    const load = () => Promise.reject(error);
    expect(await exportedClasses('a.ts', { load }).catch((caught: unknown) => caught)).to.equal(error);
  });
});
