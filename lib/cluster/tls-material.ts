/**
 * What TLS to the server is made of, read from a KubeConfig or from the files that it names, with a digest by which a
 * rotation is noticed. Keys never leave this value but to the TLS layer.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { CredentialsError, messageOf } from '../base/errors.ts';
import type { KubeConfig } from './client-node.ts';
import type { Credential } from './credential.ts';

/** Options of a TLS connection. */
export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** The options and their digest. */
export interface TlsMaterial {
  readonly options: TlsOptions;
  /** Equal for equal options. */
  readonly digest: string;
}

/**
 * Reads the material of the current context.
 *
 * @param kubeConfig whose context it is
 * @param certificate a client certificate that a plugin handed out
 * @throws CredentialsError a file can't be read, or what it holds is no certificate or key
 */
export async function readTlsMaterial(kubeConfig: KubeConfig, certificate?: Credential['certificate']): Promise<TlsMaterial> {
  const cluster = kubeConfig.getCurrentCluster();
  const user = kubeConfig.getCurrentUser();
  const options: TlsOptions = {};
  const ca = await pem('certificate-authority', cluster?.caFile, cluster?.caData);
  if (ca) options.ca = ca;
  const cert = certificate?.cert ?? (await pem('client-certificate', user?.certFile, user?.certData));
  const key = certificate?.key ?? (await pem('client-key', user?.keyFile, user?.keyData));
  if (cert) options.cert = cert;
  if (key) options.key = key;
  if (cluster?.skipTLSVerify) options.rejectUnauthorized = false;
  if (cluster?.tlsServerName) options.servername = cluster.tlsServerName;
  checkMaterial(options);
  return { options, digest: createHash('sha256').update(JSON.stringify(options)).digest('base64') };
}

async function pem(entry: string, file: string | null | undefined, data: string | null | undefined): Promise<string | undefined> {
  // kubectl's order: data given inline wins over a file.
  if (data) return Buffer.from(data, 'base64').toString();
  if (!file) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CredentialsError(`cannot read the kubeconfig's ${entry} ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function checkMaterial({ ca, cert, key }: TlsOptions): void {
  if (Boolean(cert) !== Boolean(key)) {
    throw new CredentialsError(
      `the kubeconfig's user has a client ${cert ? 'certificate without its key' : 'key without its certificate'}; give both`,
    );
  }
  // Node takes any text for an authority, and then trusts nobody.
  if (ca) attempt('certificate-authority', () => new X509Certificate(ca));
  if (cert) attempt('client-certificate and client-key', () => createSecureContext({ cert, key }));
}

function attempt(entry: string, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    throw new CredentialsError(`the kubeconfig's ${entry} can't be used: ${messageOf(error)}`);
  }
}
