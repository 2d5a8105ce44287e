import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { watchFiles } from '../../lib/cli/file-watch.ts';

describe('watchFiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says once which of its files were saved, written or replaced', async () => {
    const files = ['a.yaml', 'b.yaml', 'c.yaml'].map((name) => join(folder, name));
    const [a = '', b = ''] = files;
    for (const file of files) writeFileSync(file, '1');
    const told: string[][] = [];
    const first = Promise.withResolvers<void>();
    const watching = watchFiles(files, {
      clock: systemClock,
      quietMilliseconds: 30,
      onChange: (changed) => {
        told.push([...changed].sort());
        first.resolve();
      },
    });
    try {
      writeFileSync(join(folder, 'other.yaml'), 'x');
      writeFileSync(a, '2');
      writeFileSync(join(folder, 'new'), '3');
      renameSync(join(folder, 'new'), b);
      await first.promise;
      expect(told).to.deep.equal([[a, b]]);
    } finally {
      watching[Symbol.dispose]();
    }
  });
});
