import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { progressOf } from '../../examples/mysql/job-progress.ts';
import { isUsableName, jobName, volumeName } from '../../examples/mysql/names.ts';
import { decoded, encoded, passwordData, passwordsOf, statementsFor } from '../../examples/mysql/passwords.ts';
import { canonicalSize, isSmaller, largerSize } from '../../examples/mysql/storage-size.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { MYSQL_FOLDER, NASTY_PASSWORD } from '../support/mysql-stage.ts';

const run = promisify(execFile);

describe('the parts of examples/mysql', () => {
  it('sizes are compared across units, and written as the server keeps them', () => {
    expect(['1024Mi', '1Gi', '1536Mi', '2048Gi', '3Ti'].map(canonicalSize)).to.deep.equal(['1Gi', '1Gi', '1536Mi', '2Ti', '3Ti']);
    expect([largerSize('2Gi', '1Gi'), largerSize('1Gi', '1500Mi'), largerSize('1024Mi', undefined)]).to.deep.equal([
      '2Gi',
      '1500Mi',
      '1Gi',
    ]);
    expect([isSmaller('500Mi', '1Gi'), isSmaller('1024Mi', '1Gi')]).to.deep.equal([true, false]);
  });

  it('a Secret knows the password in force and all that may be, each once', () => {
    const data = passwordData({ current: 'a b', candidates: [NASTY_PASSWORD, 'a b'] });
    expect(passwordsOf(data)).to.deep.equal({ current: 'a b', candidates: [NASTY_PASSWORD, 'a b'] });
    expect(passwordsOf(passwordData({ current: 'x', candidates: [] }))).to.deep.equal({ current: 'x', candidates: ['x'] });
    expect([decoded(encoded('ä')), decoded(undefined)]).to.deep.equal(['ä', '']);
  });

  it('a password stays one literal of its statement', () => {
    const statements = statementsFor(`a'; DROP DATABASE shop; -- \\`).split('\n');
    expect(statements[0]).to.equal("SET SESSION sql_mode = '';");
    expect(statements[1]).to.equal("ALTER USER 'root'@'%' IDENTIFIED BY 'a''; DROP DATABASE shop; -- \\\\';");
    expect(statements[2]).to.match(/^ALTER USER 'root'@'localhost' /);
  });

  it('no two MySQLs give a volume the same name, and names of Jobs have room', () => {
    const names = [
      { namespace: 'a-b', name: 'c', uid: 'u' },
      { namespace: 'a', name: 'b-c', uid: 'u' },
    ].map((identity) => volumeName(identity, 'data'));
    expect(new Set(names).size).to.equal(2);
    const longest = 'a'.repeat(40);
    expect(jobName({ namespace: 'n', name: longest, uid: 'u' }, 'password', '01234567-89').length).to.be.at.most(63);
    expect([longest, 'a', `${longest}a`, '1a', 'a.b', 'a-', 'A'].map(isUsableName)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('a Job is running until its conditions say more, or until patience is over', () => {
    const at = Date.parse('2026-01-01T00:00:10Z');
    const job = (conditions: object[], metadata: object = {}) =>
      ({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z', ...metadata }, status: { conditions } }) as unknown as StoredObject;
    const is = (object: StoredObject | undefined, seconds = 15) => progressOf(object, { now: at, seconds });
    const failed = {
      type: 'Failed',
      status: 'True',
      reason: 'DeadlineExceeded',
      message: 'late',
      lastTransitionTime: '2026-01-01T00:00:04Z',
    };
    expect(is(undefined)).to.deep.equal({ is: 'missing' });
    expect(is(job([]))).to.deep.equal({ is: 'running', hangsInSeconds: 5 });
    expect(is(job([]), 10)).to.deep.equal({ is: 'hanging' });
    expect(is(job([{ type: 'Complete', status: 'False' }]))).to.include({ is: 'running' });
    expect(is(job([{ type: 'Complete', status: 'True' }], { deletionTimestamp: 'x' }))).to.deep.equal({ is: 'succeeded' });
    expect(is(job([failed]))).to.deep.equal({ is: 'failed', why: 'DeadlineExceeded: late', secondsAgo: 6 });
    expect(is(job([failed], { deletionTimestamp: 'x' }))).to.deep.equal({ is: 'ending' });
  });
});

/** Plays the clients of a server whose state is in $SERVER: the password in force, and a table. */
const CLIENT = `#!/bin/bash
set -eu
printf '%s\\n' "$*" >> "$SERVER/arguments"
[ "\${MYSQL_PWD-}" = "$(cat "$SERVER/password")" ] || exit 1
case "$(basename "$0") $*" in
  mysqldump*) [ ! -f "$SERVER/broken" ] || { echo half; exit 2; }; cat "$SERVER/table" ;;
  *--execute*) ;;
  *--database=shop*) cat > "$SERVER/table" ;;
  *) cat > "$SERVER/statements" ;;
esac
`;

describe('the scripts of the Jobs of examples/mysql', function () {
  this.timeout(120_000);
  let folder: string;
  const at = (...parts: string[]) => join(folder, ...parts);
  const read = (...parts: string[]) => readFileSync(at(...parts), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-mysql-'));
    for (const name of ['bin', 'server', 'backup', 'change']) mkdirSync(at(name));
    for (const name of ['mysql', 'mysqldump']) {
      writeFileSync(at('bin', name), CLIENT);
      chmodSync(at('bin', name), 0o755);
    }
    writeFileSync(at('server/password'), NASTY_PASSWORD);
    writeFileSync(at('server/table'), 'row 1');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the command of a Job's container, with its paths in a folder of ours. */
  async function script(role: string, env: Record<string, string> = {}) {
    const { spec } = parse(readFileSync(join(MYSQL_FOLDER, `manifests/${role}-job.yaml`), 'utf8'));
    const [program, ...args] = (spec.template.spec.containers[0].command as string[]).map((part) =>
      part.replaceAll('/backup/', `${at('backup')}/`).replaceAll('/change/', `${at('change')}/`),
    );
    const PATH = `${at('bin')}${delimiter}${process.env.PATH}`;
    const known = { PASSWORDS: `wrong\n${NASTY_PASSWORD}\nlast`, HOST: 'db', DATABASE: 'shop', FILE: 'backup.sql' };
    return run(program as string, args, { env: { PATH, SERVER: at('server'), ...known, ...env }, timeout: 10_000 });
  }

  it('back up, and restore what was backed up', async () => {
    await script('backup');
    expect([read('backup/backup.sql'), readdirSync(at('backup'))]).to.deep.equal(['row 1', ['backup.sql']]);
    writeFileSync(at('server/table'), '');
    await script('restore');
    expect(read('server/table')).to.equal('row 1');
  });

  it('restore nothing where there is no backup', async () => {
    const { stdout } = await script('restore');
    expect([stdout, read('server/table')]).to.deep.equal(['there is no backup: nothing is restored\n', 'row 1']);
  });

  it('leave the former backup as it is when the new one breaks off', async () => {
    await script('backup');
    writeFileSync(at('server/broken'), '');
    const code = await script('backup').then(
      () => 0,
      (error: { code: number }) => error.code,
    );
    expect([code, read('backup/backup.sql')]).to.deep.equal([2, 'row 1']);
  });

  it('set a password by the statements of its Secret, whichever password is in force', async () => {
    writeFileSync(at('change/change.sql'), statementsFor('new'));
    await script('password');
    expect(read('server/statements')).to.equal(statementsFor('new'));
    writeFileSync(at('server/password'), 'last');
    await script('password');
  });

  it('never make a password an argument, and run nothing of it', async () => {
    for (const role of ['backup', 'restore']) await script(role);
    const told = read('server/arguments');
    expect(told).to.contain('--host=db');
    for (const part of ['wrong', 'touch', 'last']) expect(told).to.not.contain(part);
    expect(existsSync('/tmp/pwned')).to.equal(false);
  });
});
