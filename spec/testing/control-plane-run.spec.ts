import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DeadlineError, UnreachableError } from '../../lib/base/errors.ts';
import { ControlPlaneRun } from '../../lib/testing/control-plane-run.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('ControlPlaneRun', () => {
  let assets: string;
  beforeEach(async () => {
    assets = await mkdtemp(join(tmpdir(), 'fake-assets-'));
  });
  afterEach(() => rm(assets, { recursive: true }));

  async function program(name: string, script: string): Promise<void> {
    await writeFile(join(assets, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(assets, name), 0o755);
  }

  async function failureOf(clock?: FakeClock): Promise<Error> {
    try {
      await ControlPlaneRun.start({ assets, timeoutSeconds: 60, clock });
    } catch (error) {
      return error as Error;
    }
    throw new Error('it did not reject');
  }

  it('says what it waited for when a start takes too long', async () => {
    await program('etcd', 'exec sleep 60');
    await program('kube-apiserver', `echo thinking; touch ${assets}/thinking; exec sleep 60`);
    const clock = new FakeClock();
    let error: Error | undefined;
    const failing = failureOf(clock).then((failure) => {
      error = failure;
    });
    await eventually(() => existsSync(join(assets, 'thinking')));
    await eventually(async () => {
      await clock.advance(30_000);
      return error;
    });
    await failing;
    expect(DeadlineError.is(error)).to.equal(true);
    expect(error?.message).to.match(/after 60 s .* kube-apiserver has its certificate\n.*log ends with:\nthinking/);
  });

  it('names a program that cannot be run', async () => {
    await program('etcd', 'exec sleep 60');
    await mkdir(join(assets, 'kube-apiserver'));
    const error = await failureOf();
    expect(UnreachableError.is(error)).to.equal(true);
    expect(error.message).to.match(/kube-apiserver: .*EACCES/);
  });

  it('names the signal that ended a program, and shows the last lines of its log only', async () => {
    await program('etcd', 'for i in $(seq 40); do echo "line $i."; done; kill -9 $$');
    await program('kube-apiserver', 'exec sleep 60');
    const { message } = await failureOf();
    expect(message).to.include('etcd: ended by SIGKILL').and.to.include('line 40.').and.to.not.include('line 20.');
  });
});
