/** Reading and merging kubeconfig files. */
import { expect } from 'chai';
import { mergeKubeconfigs, parseKubeconfig, readKubeconfigFile } from '../../lib/cluster/kubeconfig-file.ts';

describe('parseKubeconfig', () => {
  it('takes the paths in a file as relative to it, and plugins by PATH unless they have a slash', () => {
    const content = parseKubeconfig(
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 's', 'certificate-authority': 'ca.crt' } }],
        users: [
          { name: 'a', user: { 'client-certificate': '/abs/c.crt', 'client-key': 'k.pem', exec: { command: './login' } } },
          { name: 'b', user: { exec: { command: 'aws' } } },
        ],
      }),
      '/home/me/kubeconfig',
    );
    expect(content.clusters[0]?.cluster?.['certificate-authority']).to.equal('/home/me/ca.crt');
    expect(content.users[0]?.user).to.deep.equal({
      'client-certificate': '/abs/c.crt',
      'client-key': '/home/me/k.pem',
      exec: { command: '/home/me/login' },
    });
    expect(content.users[1]?.user).to.deep.equal({ exec: { command: 'aws' } });
    expect(content.contexts).to.deep.equal([]);
  });
});

describe('mergeKubeconfigs', () => {
  it('keeps the first entry of a name and the first current-context', () => {
    const one = parseKubeconfig('clusters: [{name: a, cluster: {server: "1"}}]', '/1');
    const two = parseKubeconfig(
      'clusters: [{name: a, cluster: {server: "2"}}, {name: b, cluster: {server: "3"}}]\ncurrent-context: x',
      '/2',
    );
    const merged = mergeKubeconfigs([one, two]);
    expect(merged.clusters.map(({ cluster }) => cluster?.server)).to.deep.equal(['1', '3']);
    expect(merged['current-context']).to.equal('x');
  });
});

describe('readKubeconfigFile', () => {
  it('is undefined for a file that is not there', () => {
    expect(readKubeconfigFile('/nonexistent/kubeconfig')).to.equal(undefined);
  });
});
