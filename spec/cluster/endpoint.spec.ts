/** The server of a context. */
import { expect } from 'chai';
import { CredentialsError } from '../../lib/base/errors.ts';
import { endpointOf } from '../../lib/cluster/endpoint.ts';
import { aKubeConfig } from './support/kube-configs.ts';

describe('endpointOf', () => {
  it('splits origin and prefix, and never shows user or password', () => {
    expect(endpointOf(aKubeConfig('https://10.0.0.1:6443'))).to.deep.equal({
      origin: 'https://10.0.0.1:6443',
      prefix: '',
      server: 'https://10.0.0.1:6443',
    });
    expect(endpointOf(aKubeConfig('https://me:pw@host/k8s/'))).to.deep.equal({
      origin: 'https://host',
      prefix: '/k8s',
      server: 'https://host/k8s',
    });
  });

  it('names the context and what there is instead', () => {
    const kubeConfig = aKubeConfig('https://host');
    kubeConfig.setCurrentContext('other');
    expect(() => endpointOf(kubeConfig)).to.throw(
      CredentialsError,
      /context "other" leads to no cluster; its contexts are "x", its clusters "c"/,
    );
    expect(() => endpointOf(aKubeConfig('ftp://me:very-secret@host'))).to.throw(CredentialsError, /^(?!.*very-secret).*cluster "c"/);
  });
});
