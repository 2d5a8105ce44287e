/** Credential plugins: a small Node script in the plugin's place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { CredentialsError } from '../../lib/base/errors.ts';
import { type ExecEntry, type ExecOptions, execCredential } from '../../lib/cluster/exec-credential.ts';
import { rejection } from './support/rejection.ts';

describe('execCredential', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(program: string, entry: Partial<ExecEntry> = {}, options: Partial<ExecOptions> = {}) {
    const script = join(folder, 'plugin.mjs');
    writeFileSync(script, program);
    return execCredential({
      entry: { command: process.execPath, args: [script], ...entry },
      cluster: { name: 'c', server: 'https://api', skipTLSVerify: false, caData: 'Y2E=' },
      clock: systemClock,
      env: { FROM: 'process' },
      ...options,
    });
  }

  const printing = (status: string) => `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${status} }))`;

  it('gives the token and its end', async () => {
    const expirationTimestamp = new Date(Date.now() + 3_600_000).toISOString();
    const credential = await run(printing(`{ token: 'abc', expirationTimestamp: '${expirationTimestamp}' }`));
    expect(credential.headers).to.deep.equal({ authorization: 'Bearer abc' });
    expect(credential.expiresAt).to.equal(Date.parse(expirationTimestamp));
    expect(credential.refreshAt).to.be.lessThan(Date.parse(expirationTimestamp));
  });

  it('gives a client certificate', async () => {
    const credential = await run(printing("{ clientCertificateData: 'C', clientKeyData: 'K' }"));
    expect(credential).to.deep.equal({ headers: {}, certificate: { cert: 'C', key: 'K' } });
  });

  it('hands the plugin its environment and, if asked, the cluster', async () => {
    const program = printing(
      "{ token: Buffer.from(JSON.stringify([process.env.FROM, process.env.OWN, JSON.parse(process.env.KUBERNETES_EXEC_INFO)])).toString('base64') }",
    );
    const entry = { env: [{ name: 'OWN', value: 'entry' }], provideClusterInfo: true, apiVersion: 'client.authentication.k8s.io/v1beta1' };
    const { headers } = await run(program, entry);
    const told = JSON.parse(Buffer.from(String(headers.authorization).slice('Bearer '.length), 'base64').toString());
    expect(told).to.deep.equal([
      'process',
      'entry',
      {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        kind: 'ExecCredential',
        spec: { interactive: false, cluster: { server: 'https://api', 'certificate-authority-data': 'Y2E=' } },
      },
    ]);
  });

  it('names the plugin and what is wrong, never what it printed', async () => {
    const rows: [() => Promise<unknown>, RegExp][] = [
      [
        () => run("console.log('very-secret'); console.error('log in first'); process.exit(3)"),
        /plugin .* ended with exit code 3: log in first$/,
      ],
      [() => run("console.log('very-secret')"), /did not print an ExecCredential in JSON/],
      [() => run(printing('{ tokken: "very-secret" }')), /neither a token nor a client certificate/],
      [
        () => run('', { command: '/no/such/plugin', installHint: 'Install it.' }),
        /cannot run the credential plugin \/no\/such\/plugin: .*ENOENT.*\nInstall it\.$/,
      ],
      [() => run('', { command: '' }), /without a command/],
      [() => run('setInterval(() => {}, 1000)', {}, { timeoutMilliseconds: 1 }), /did not end within 0\.001 s/],
    ];
    for (const [attempt, expected] of rows) {
      const error = await rejection(attempt());
      expect(error).to.be.instanceOf(CredentialsError);
      expect(error.message).to.match(expected).and.not.include('very-secret');
    }
  });
});
