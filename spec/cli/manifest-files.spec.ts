import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import { inApplyOrder, manifestPaths, parseManifests, readManifests } from '../../lib/cli/manifest-files.ts';

function aManifest(kind: string, name: string): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

describe('parseManifests', () => {
  it('reads many documents, each with its line', () => {
    const found = parseManifests(`# first\n${aManifest('Pod', 'a')}---\n${aManifest('Pod', 'b')}---\n---\n`, 'f.yaml');
    expect(found.map(({ origin, object }) => [origin, object.metadata.name])).to.deep.equal([
      ['f.yaml:2', 'a'],
      ['f.yaml:7', 'b'],
    ]);
  });

  it('reads JSON, and the items of a List', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })),
    };
    expect(parseManifests(JSON.stringify(list), 'f.json').map(({ object }) => object.metadata.name)).to.deep.equal(['a', 'b']);
  });

  it('reads an empty file as no object', () => {
    expect(parseManifests('', 'f.yaml')).to.deep.equal([]);
    expect(parseManifests('# nothing\n---\n', 'f.yaml')).to.deep.equal([]);
  });

  for (const [name, text, message] of [
    ['bad YAML', 'a: 1\nb: [1, 2\nc: 3\n', /^f\.yaml:3: /],
    ['a key given twice', 'a: 1\na: 2\n', /^f\.yaml:2: Map keys must be unique/],
    ['an unknown alias', 'a: *b\n', /^f\.yaml:1: Unresolved alias/],
    ['no object', '- 1\n', /^f\.yaml:1: not a Kubernetes object$/],
    ['a text', 'hello\n', /^f\.yaml:1: not a Kubernetes object$/],
    ['no apiVersion', 'kind: Pod\n', /^f\.yaml:1: not a Kubernetes object: it has no apiVersion$/],
    ['no kind', 'apiVersion: v1\n', /^f\.yaml:1: not a Kubernetes object: it has no kind$/],
    ['no name, further down', `${aManifest('Pod', 'a')}---\napiVersion: v1\nkind: Pod\n`, /^f\.yaml:6: Pod without metadata\.name$/],
  ] as const) {
    it(`names file and line of ${name}`, () => {
      expect(() => parseManifests(text, 'f.yaml')).to.throw(FileError, message);
    });
  }
});

describe('inApplyOrder', () => {
  it('puts definitions and namespaces first, and keeps the order otherwise', () => {
    const text = [
      aManifest('Pod', 'b'),
      aManifest('Namespace', 'n'),
      aManifest('Pod', 'a'),
      aManifest('CustomResourceDefinition', 'c'),
    ].join('---\n');
    expect(inApplyOrder(parseManifests(text, 'f')).map(({ object }) => object.metadata.name)).to.deep.equal(['c', 'n', 'b', 'a']);
  });
});

describe('manifestPaths and readManifests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('take the manifests of a folder, by name', async () => {
    for (const name of ['b.yaml', 'a.yml', 'c.json', 'README.md']) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, 'inner'));
    expect(await manifestPaths([folder, join(folder, 'README.md')])).to.deep.equal(
      ['a.yml', 'b.yaml', 'c.json', 'README.md'].map((name) => join(folder, name)),
    );
  });

  it('name a file that is not there or cannot be read', async () => {
    const missing = join(folder, 'missing.yaml');
    for (const read of [manifestPaths([missing]), readManifests(missing)]) {
      expect(await read.catch((error) => error))
        .to.be.instanceOf(FileError)
        .with.property('message', `${missing}: no such file`);
    }
    expect(await readManifests(folder).catch((error) => error.message)).to.equal(`${folder}: it is a folder`);
  });

  it('name a file without permission', async function () {
    if (process.getuid?.() === 0) return this.skip(); // root may read everything
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, '');
    chmodSync(file, 0);
    expect(await readManifests(file).catch((error) => error.message)).to.equal(`${file}: no permission to read it`);
  });
});
