/**
 * Runs a kubeconfig's credential plugin (`exec:`), as client.authentication.k8s.io describes it.
 * The plugin's stdout holds secrets and is never shown; its stderr is.
 */
import { spawn } from 'node:child_process';
import { type Clock, systemClock } from '../base/clock.ts';
import { CredentialsError, messageOf } from '../base/errors.ts';
import type { KubeConfigCluster } from './client-node.ts';
import { type Credential, refreshMoment } from './credential.ts';

/** The plugin's entry in a kubeconfig. */
export interface ExecEntry {
  apiVersion?: string;
  command?: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  installHint?: string;
  provideClusterInfo?: boolean;
}

/** What running a plugin needs. */
export interface ExecOptions {
  entry: ExecEntry;
  cluster: KubeConfigCluster;
  clock: Clock;
  env: NodeJS.ProcessEnv;
  /** Milliseconds until the plugin is ended. @default 60000 */
  timeoutMilliseconds?: number;
}

const DEFAULT_API_VERSION = 'client.authentication.k8s.io/v1';

/** Runs the plugin and reads its ExecCredential. */
export async function execCredential(options: ExecOptions): Promise<Credential> {
  const { entry, clock } = options;
  if (!entry.command) throw new CredentialsError('the kubeconfig has a credential plugin (exec) without a command; name one');
  const status = readStatus(entry.command, await runPlugin(entry.command, options));
  const expiresAt = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : Number.NaN;
  const expiry = Number.isNaN(expiresAt) ? {} : { expiresAt, refreshAt: refreshMoment(clock.now(), expiresAt) };
  return {
    headers: status.token ? { authorization: `Bearer ${status.token}` } : {},
    ...(status.clientCertificateData && status.clientKeyData
      ? { certificate: { cert: status.clientCertificateData, key: status.clientKeyData } }
      : {}),
    ...expiry,
  };
}

interface ExecStatus {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  expirationTimestamp?: string;
}

function readStatus(command: string, stdout: string): ExecStatus {
  let status: ExecStatus | undefined;
  try {
    status = (JSON.parse(stdout) as { status?: ExecStatus }).status;
  } catch {
    throw new CredentialsError(`the credential plugin ${command} did not print an ExecCredential in JSON; run it by hand to see why`);
  }
  if (!status?.token && !(status?.clientCertificateData && status.clientKeyData)) {
    throw new CredentialsError(`the credential plugin ${command} gave neither a token nor a client certificate with its key`);
  }
  return status;
}

function runPlugin(command: string, options: ExecOptions): Promise<string> {
  const { entry, timeoutMilliseconds = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, entry.args ?? [], { env: pluginEnvironment(options), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let late = false;
    // A process takes real time, whatever clock the rest goes by.
    const timer = systemClock.setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMilliseconds);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      timer.cancel();
      const hint = error.code === 'ENOENT' && entry.installHint ? `\n${entry.installHint}` : '';
      reject(new CredentialsError(`cannot run the credential plugin ${command}: ${messageOf(error)}${hint}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      timer.cancel();
      if (code === 0) return resolve(stdout);
      const how = late ? `did not end within ${timeoutMilliseconds / 1000} s` : `ended with ${signal ?? `exit code ${code}`}`;
      reject(new CredentialsError(`the credential plugin ${command} ${how}${stderr ? `: ${stderr.trim()}` : ''}`));
    });
  });
}

function pluginEnvironment({ entry, cluster, env }: ExecOptions): NodeJS.ProcessEnv {
  const spec: Record<string, unknown> = { interactive: false };
  if (entry.provideClusterInfo) {
    spec.cluster = {
      server: cluster.server,
      'tls-server-name': cluster.tlsServerName,
      'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
      'certificate-authority-data': cluster.caData,
      'proxy-url': cluster.proxyUrl,
    };
  }
  const info = { apiVersion: entry.apiVersion ?? DEFAULT_API_VERSION, kind: 'ExecCredential', spec };
  const added = Object.fromEntries((entry.env ?? []).map(({ name, value }) => [name, value]));
  return { ...env, ...added, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}
