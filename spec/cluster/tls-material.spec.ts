/** TLS material. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CredentialsError } from '../../lib/base/errors.ts';
import { readTlsMaterial } from '../../lib/cluster/tls-material.ts';
import { selfSigned } from './support/certificate.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('readTlsMaterial', () => {
  it('reads data and files alike, and another digest tells a rotation', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    try {
      const [one, two] = [selfSigned(), selfSigned()];
      const caFile = join(folder, 'ca.crt');
      writeFileSync(caFile, one.cert);
      const fromFile = await readTlsMaterial(aKubeConfig('https://h', {}, { caFile }));
      const fromData = await readTlsMaterial(aKubeConfig('https://h', {}, { caData: base64(one.cert) }));
      expect(fromFile).to.deep.equal(fromData);
      expect(fromFile.options).to.deep.equal({ ca: one.cert });
      writeFileSync(caFile, two.cert);
      expect((await readTlsMaterial(aKubeConfig('https://h', {}, { caFile }))).digest).not.to.equal(fromFile.digest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes the certificate of a plugin before that of the kubeconfig', async () => {
    const [own, plugins] = [selfSigned(), selfSigned()];
    const user = { certData: base64(own.cert), keyData: base64(own.key) };
    expect((await readTlsMaterial(aKubeConfig('https://h', user))).options).to.include({ cert: own.cert, key: own.key });
    expect((await readTlsMaterial(aKubeConfig('https://h', user), plugins)).options).to.include({ cert: plugins.cert, key: plugins.key });
  });

  it('names the entry that can’t be used, never its content', async () => {
    const pair = selfSigned();
    const attempts: [Record<string, unknown>, Record<string, unknown>, RegExp][] = [
      [{}, { caData: base64('very-secret') }, /certificate-authority/],
      [{ certData: base64(pair.cert), keyData: base64('very-secret') }, {}, /client-certificate and client-key can't be used/],
      [{ certData: base64(pair.cert), keyData: base64(selfSigned().key) }, {}, /client-certificate and client-key can't be used/],
      [{ keyData: base64(pair.key) }, {}, /client key without its certificate/],
    ];
    for (const [user, cluster, expected] of attempts) {
      const error = await rejection(readTlsMaterial(aKubeConfig('https://h', user, cluster)));
      expect(error).to.be.instanceOf(CredentialsError);
      expect(error.message).to.match(expected).and.not.include('very-secret');
    }
  });
});
