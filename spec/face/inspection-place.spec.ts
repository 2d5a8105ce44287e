import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePath, isFree, liveSockets, prepareFolder, socketFolder } from '../../lib/face/inspection-place.ts';

describe('the place of inspection sockets', () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'place-'));
  });
  afterEach(() => rmSync(temporary, { recursive: true }));

  it('is a folder of the user’s, closed to others also where it was open', async () => {
    const folder = socketFolder(temporary);
    expect(folder).to.equal(join(temporary, `tskubeop-${process.getuid?.()}`));
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    await prepareFolder(folder);
    expect(statSync(folder).mode & 0o777).to.equal(0o700);
  });

  it('is not somebody else’s folder behind a link', async () => {
    const folder = socketFolder(temporary);
    symlinkSync(temporary, folder);
    const error = await prepareFolder(folder).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', `${folder} belongs to somebody else`);
  });

  it('has a free path for each name, and none where something else lies', async () => {
    expect(await freePath(temporary, 'a')).to.equal(join(temporary, `a-${process.pid}.sock`));
    writeFileSync(join(temporary, `a-${process.pid}.sock`), '');
    expect(await isFree(join(temporary, `a-${process.pid}.sock`))).to.equal(false);
    expect(await freePath(temporary, 'a')).to.equal(join(temporary, `a-${process.pid}-2.sock`));
  });

  it('has no sockets before anybody has listened', async () => {
    expect(await liveSockets(join(temporary, 'none'))).to.deep.equal([]);
    writeFileSync(join(temporary, 'x.sock'), '');
    expect(await liveSockets(temporary)).to.deep.equal([]);
  });
});
