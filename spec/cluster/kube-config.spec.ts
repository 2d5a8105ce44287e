/** loadKubeConfig: where it looks, and what it says when there is nothing to be had. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CredentialsError } from '../../lib/base/errors.ts';
import { currentNamespace, inClusterAccount, inClusterNamespace, loadKubeConfig } from '../../lib/cluster/kube-config.ts';

const GOOD = `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://10.0.0.1:6443/", certificate-authority: pki/ca.crt}}]
users: [{name: u, user: {tokenFile: secrets/token, as: jane, as-groups: [a, b]}}]
contexts: [{name: x, context: {cluster: c, user: u, namespace: team-a}}]
current-context: x
`;

describe('loadKubeConfig', () => {
  let folder: string;
  let file: string;
  let serviceAccountFolder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kube-config-'));
    file = join(folder, 'kubeconfig');
    serviceAccountFolder = join(folder, 'serviceaccount');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function aServiceAccount(): void {
    mkdirSync(serviceAccountFolder);
    for (const [name, text] of [
      ['token', 't'],
      ['ca.crt', 'ca'],
      ['namespace', 'pod-namespace\n'],
    ] as const) {
      writeFileSync(join(serviceAccountFolder, name), text);
    }
  }

  function failure(text: string | undefined, env: Record<string, string> = { KUBECONFIG: file }): string {
    if (text !== undefined) writeFileSync(file, text);
    try {
      loadKubeConfig({ env, serviceAccountFolder });
    } catch (error) {
      expect(error).to.be.instanceOf(CredentialsError);
      return (error as Error).message;
    }
    return 'no error';
  }

  it('takes the service account in a Pod, unless the kubeconfig is insisted on', () => {
    aServiceAccount();
    writeFileSync(file, GOOD);
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443', KUBECONFIG: file };
    const inside = loadKubeConfig({ env, serviceAccountFolder });
    expect(inside.kubeConfig.getCurrentCluster()?.server).to.equal('https://[fd00::1]:443');
    expect(inside.kubeConfig.getCurrentCluster()?.caFile).to.equal(join(serviceAccountFolder, 'ca.crt'));
    expect(inside.kubeConfig.getCurrentUser()?.authProvider.config.tokenFile).to.equal(join(serviceAccountFolder, 'token'));
    expect(currentNamespace(inside.kubeConfig)).to.equal('pod-namespace');
    expect(inClusterNamespace({ serviceAccountFolder })).to.equal('pod-namespace');
    const outside = loadKubeConfig({ env, serviceAccountFolder, external: true });
    expect(outside.origin).to.equal(file);
    expect(outside.kubeConfig.getCurrentContext()).to.equal('x');
  });

  it('takes the kubeconfig where only half of the service account is there', () => {
    writeFileSync(file, GOOD);
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBECONFIG: file };
    expect(loadKubeConfig({ env, serviceAccountFolder }).origin).to.equal(file);
    aServiceAccount();
    expect(loadKubeConfig({ env: { KUBECONFIG: file }, serviceAccountFolder }).origin).to.equal(file);
    expect(inClusterNamespace({ serviceAccountFolder: join(folder, 'none') })).to.equal(undefined);
  });

  it('knows the account’s name by its token, where that says it', () => {
    const tokenOf = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
    const tokens: [string, string | undefined][] = [
      [tokenOf({ sub: 'system:serviceaccount:red:shell-hooks', iss: 'x' }), 'shell-hooks'],
      [tokenOf({ sub: 'somebody' }), undefined],
      [tokenOf({}), undefined],
      ['an-old-token', undefined],
    ];
    aServiceAccount();
    for (const [token, name] of tokens) {
      writeFileSync(join(serviceAccountFolder, 'token'), token);
      expect(inClusterAccount({ serviceAccountFolder }), token).to.equal(name);
    }
    expect(inClusterAccount({ serviceAccountFolder: join(folder, 'none') })).to.equal(undefined);
  });

  it('reads kubectl’s own file where KUBECONFIG is not set', () => {
    mkdirSync(join(folder, '.kube'));
    writeFileSync(join(folder, '.kube', 'config'), GOOD);
    const { kubeConfig, origin } = loadKubeConfig({ env: { HOME: folder }, serviceAccountFolder });
    expect(origin).to.equal(join(folder, '.kube', 'config'));
    expect(currentNamespace(kubeConfig)).to.equal('team-a');
  });

  it('understands what client-node leaves out: token files, groups to impersonate, relative paths', () => {
    writeFileSync(file, GOOD);
    const { kubeConfig } = loadKubeConfig({ env: { KUBECONFIG: file }, serviceAccountFolder });
    const user = kubeConfig.getCurrentUser();
    expect(user?.authProvider.config.tokenFile).to.equal(join(folder, 'secrets/token'));
    expect(user).to.deep.include({ impersonateUser: 'jane', impersonateGroups: ['a', 'b'] });
    expect(kubeConfig.getCurrentCluster()).to.include({ server: 'https://10.0.0.1:6443', caFile: join(folder, 'pki/ca.crt') });
  });

  it('merges several files, skips missing ones, and lets the first win', () => {
    writeFileSync(file, 'current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n');
    const second = join(folder, 'second');
    writeFileSync(second, GOOD.replace('current-context: x', 'current-context: y'));
    const { kubeConfig } = loadKubeConfig({ env: { KUBECONFIG: `${file}:${join(folder, 'none')}:${second}` }, serviceAccountFolder });
    expect(kubeConfig.getCurrentContext()).to.equal('x');
    expect(currentNamespace(kubeConfig)).to.equal(undefined);
    expect(kubeConfig.getCurrentCluster()?.server).to.equal('https://10.0.0.1:6443');
  });

  it('says what was looked for, and what to do, when there is none', () => {
    expect(failure(undefined)).to.match(
      /^no kubeconfig: KUBECONFIG names .*kubeconfig, which does not exist; this is no Pod .*npx tskubeop cluster$/,
    );
    expect(failure(undefined, { HOME: folder })).to.include(`there is no ${join(folder, '.kube', 'config')}, and KUBECONFIG is not set`);
  });

  const broken: [string, string | undefined, RegExp][] = [
    ['a folder in its place', undefined, /^cannot read the kubeconfig .*: EISDIR/],
    ['bad YAML', 'a: [1\nb: {c', /kubeconfig.* is not valid YAML, line \d+, column \d+: /],
    ['text', 'hello', /is not a kubeconfig: it must be a mapping/],
    ['nothing', '', /has no current-context; choose one of none/],
    [
      'no current-context',
      GOOD.replace('current-context: x', ''),
      /has no current-context; choose one of "x" with: kubectl config use-context/,
    ],
    ['an unknown context', GOOD.replace('current-context: x', 'current-context: z'), /has no context "z", its current-context; it has "x"/],
    [
      'an unknown cluster',
      GOOD.replace('{cluster: c,', '{cluster: d,'),
      /context "x" names the cluster "d", which it does not have; it has "c"/,
    ],
    ['no cluster', GOOD.replace('cluster: c, user', 'user'), /context "x" names no cluster; it has "c"/],
    ['an unknown user', GOOD.replace('user: u,', 'user: v,'), /context "x" names the user "v", which it does not have; it has "u"/],
    ['no server', GOOD.replace('server: "https://10.0.0.1:6443/", ', ''), /cluster "c" of context "x" has no server/],
    [
      'a server that is no address',
      GOOD.replace('https://10.0.0.1:6443/', 'me:pw@host'),
      /server of cluster "c" must be an http:\/\/ or https:\/\/ address/,
    ],
    ['entries that are no list', 'clusters: {}', /clusters must be a list/],
    ['an entry without a name', 'clusters: [{cluster: {}}]', /clusters\[0\] has no name/],
  ];
  for (const [what, text, expected] of broken) {
    it(`names the file and what is wrong: ${what}`, () => {
      if (text === undefined) mkdirSync(file);
      expect(failure(text))
        .to.match(expected)
        .and.include(text?.includes('me:pw') ? 'host' : file)
        .and.not.include('\n');
    });
  }

  it('shows nothing of what is secret in a file that it can’t read', () => {
    expect(failure('users: [{name: u, user: {token: very-secret}}\nx: [')).to.include('not valid YAML').and.not.include('very-secret');
  });
});
