import { expect } from 'chai';
import { readEnvironment } from '../../lib/operator/environment-arguments.ts';
import type { KnownOption } from '../../lib/operator/known-options.ts';

function anOption(name: string): KnownOption {
  return { name, variable: `TSKUBEOP_${name.replace('-', '_').toUpperCase()}` } as KnownOption;
}

const OPTIONS = [anOption('namespace'), anOption('create-crd'), anOption('port'), anOption('test-run')];

function read(env: NodeJS.ProcessEnv) {
  const { texts, warnings } = readEnvironment(env, OPTIONS);
  return { texts: Object.fromEntries([...texts].map(([{ name }, text]) => [name, text])), warnings };
}

describe('readEnvironment', () => {
  it('takes the variables of the options, and minds no others', () => {
    const env = { TSKUBEOP_CREATE_CRD: 'x', TSKUBEOP_TEST_RUN: 'y', PATH: '/', NAMESPACE: 'z', tskubeop_namespace: 'z', TSKUBEOP: 'z' };
    expect(read(env)).to.deep.equal({ texts: { 'create-crd': 'x', 'test-run': 'y' }, warnings: [] });
  });

  it('warns of those that belong to no option, in order, without their values', () => {
    expect(read({ TSKUBEOP_NAMESPCE: 'secret', TSKUBEOP_ANYTHING: 'secret' }).warnings).to.deep.equal([
      'TSKUBEOP_ANYTHING belongs to no option',
      'TSKUBEOP_NAMESPCE belongs to no option; did you mean TSKUBEOP_NAMESPACE?',
    ]);
  });

  it('leaves the switches of the SDK’s own tests alone', () => {
    expect(read({ TSKUBEOP_TEST_REQUIRE_CLUSTER: '1' })).to.deep.equal({ texts: {}, warnings: [] });
  });

  it('leaves alone what Kubernetes sets in Pods for a Service of that name', () => {
    const links = {
      TSKUBEOP_SERVICE_HOST: '10.0.0.1',
      TSKUBEOP_SERVICE_PORT: '443',
      TSKUBEOP_SERVICE_PORT_HTTPS: '443',
      TSKUBEOP_PORT: 'tcp://10.0.0.1:443',
      TSKUBEOP_PORT_443_TCP: 'tcp://10.0.0.1:443',
      TSKUBEOP_PORT_443_TCP_ADDR: '10.0.0.1',
      TSKUBEOP_METRICS_SERVICE_HOST: '10.0.0.2',
    };
    expect(read(links)).to.deep.equal({ texts: {}, warnings: [] });
    expect(read({ TSKUBEOP_PORT: '8080' }).texts).to.deep.equal({ port: '8080' });
  });
});
