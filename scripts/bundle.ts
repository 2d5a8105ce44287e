/**
 * The programs of the package in a few files: each entry, and chunks of what entries and `import()`s share. Nothing of a dependency is
 * in them, and nothing that isn't needed is loaded: what the sources import at need is a chunk of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

/** What may be started or imported, by its place in dist/. What is looked for beside a module stands beside the chunks. */
const ENTRIES = {
  'lib/index': 'lib/index.ts',
  'lib/testing/index': 'lib/testing/index.ts',
  'lib/jq-worker': 'lib/hooks/jq-worker.ts',
  'lib/exploration-worker': 'lib/testing/exploration-worker.ts',
  'lib/process-supervisor': 'lib/testing/process-supervisor.ts',
  'bin/tskubeop': 'bin/tskubeop.ts',
};

/**
 * In place of `require`, which esbuild would make its own: bundlers of operators must find it as the sources have it (lib/base/bundled.ts).
 * Of the same length, so that source maps stay true.
 */
const REQUIRE = '$equire';

/** A program, and what it looks for beside itself. */
const BESIDE = /new URL\(`\.\/([\w-]+)\$\{/g;

/** Bundles `root` into `dist`. @throws esbuild cannot, or a file would not be found where it is looked for */
export async function bundle(root: string, dist: string): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: dist,
    chunkNames: 'lib/[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // Errors and classes are known by their names.
    keepNames: true,
    define: { require: REQUIRE },
    sourcemap: 'linked',
    // They are in the package.
    sourcesContent: false,
    logLevel: 'warning',
  });
  const paths = new Set(outputFiles.map(({ path }) => path));
  for (const { path, text } of outputFiles) {
    for (const [, name] of text.matchAll(BESIDE)) {
      if (path.endsWith('.js') && !paths.has(join(dirname(path), `${name}.js`)))
        throw new Error(`${relative(root, path)} looks for ${name}.js beside itself, where none is: name it so among the entries`);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.js') ? text.replaceAll(REQUIRE, 'require') : text);
  }
}
