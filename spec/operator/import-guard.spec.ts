import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { importGuarded, isOnlyImported, refuseWhileImporting } from '../../lib/operator/import-guard.ts';

const GUARD = new URL('../../lib/operator/import-guard.ts', import.meta.url).href;

describe('importGuarded', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function aModule(text: string): string {
    const file = join(folder, 'printer.mjs');
    writeFileSync(file, text);
    return pathToFileURL(file).href;
  }

  it('imports, and refuses nothing afterwards', async () => {
    expect(await importGuarded(aModule('export const a = 1;'))).to.have.property('a', 1);
    expect(() => refuseWhileImporting('run()')).to.not.throw();
  });

  it('refuses what runs during the import, naming the file and import.meta.main', async () => {
    const url = aModule(`import { refuseWhileImporting } from ${JSON.stringify(GUARD)};\nrefuseWhileImporting('run()');`);
    const error = await importGuarded(url).catch((reason) => reason);
    expect(error).to.be.instanceOf(IllegalStateError);
    expect(error.message).to.match(
      /printer\.mjs calls run\(\) when it is imported; write: if \(import\.meta\.main\) await new …Operator\(…\)\.run\(\)$/,
    );
    expect(() => refuseWhileImporting('run()')).to.not.throw();
  });

  it('refuses also what the module does not wait for', async () => {
    const url = aModule(`import { isOnlyImported } from ${JSON.stringify(GUARD)};\nexport const refused = isOnlyImported('start()');`);
    const error = await importGuarded(url).catch((reason) => reason);
    expect(error).to.be.instanceOf(IllegalStateError);
    expect(error.message).to.contain('calls start() when it is imported');
    expect(isOnlyImported('start()')).to.equal(false);
  });
});
