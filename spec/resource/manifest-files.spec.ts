import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { TemplateError } from '../../lib/base/errors.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { ManifestFiles } from '../../lib/resource/manifest-files.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';

describe('ManifestFiles', () => {
  let folder: string;
  let files: ManifestFiles;
  const text = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata:\n  x: \${x}\n`;
  const nameOf = (file: string | URL, from: string | URL = folder) => files.render(file, { x: 'y' }, from)[0]?.metadata?.name;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifests-'));
    files = new ManifestFiles();
    writeFileSync(join(folder, 'a.yaml'), text('first'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds a file by a name in a folder, by its whole name, and by a URL', () => {
    const path = join(folder, 'a.yaml');
    expect([nameOf('a.yaml'), nameOf('a.yaml', pathToFileURL(folder)), nameOf(path, '/'), nameOf(pathToFileURL(path), '/')]).to.deep.equal([
      'first',
      'first',
      'first',
      'first',
    ]);
  });

  it('reads a file again when it has changed', () => {
    const path = join(folder, 'a.yaml');
    utimesSync(path, 1000, 1000);
    expect(nameOf('a.yaml')).to.equal('first');
    writeFileSync(path, text('again'));
    utimesSync(path, 1000, 1000);
    expect(nameOf('a.yaml')).to.equal('first');
    utimesSync(path, 1000, 1001);
    expect(nameOf('a.yaml')).to.equal('again');
  });

  for (const [what, file, message] of [
    ['there is none', 'b.yaml', 'b.yaml: no such file'],
    ['it is a folder', '.', ': it is a folder'],
  ]) {
    it(`says that ${what}`, () => expect(() => nameOf(file as string)).to.throw(TemplateError, message as string));
  }

  it('is what this.manifests uses, from MANIFESTS on', async () => {
    class Site extends CRDBase<{ text: string }> {
      static readonly GROUP = 'demo.example.com';
      static readonly VERSION = 'v1';
      static readonly PLURAL = 'sites';
      static readonly SINGULAR = 'site';
      static readonly KIND = 'Site';
      static readonly MANIFESTS = folder;
      async reconcile() {
        await this.apply(this.manifests('a.yaml', { x: this.spec.text }), { applySet: 'site' });
      }
    }
    const { applied, error } = await callHandler(Site, 'reconcile', { spec: { text: 'a: b' } });
    expect(error).to.equal(undefined);
    expect(applied.map(({ metadata, data }) => [metadata.name, data])).to.deep.equal([['first', { x: 'a: b' }]]);
  });
});
