import { expect } from 'chai';
import {
  etcd,
  kubeApiServer,
  kubeControllerManager,
  kubeScheduler,
  kwok,
  servingCertificateFile,
} from '../../lib/testing/control-plane.ts';

const plan = { assets: '/assets', folder: '/run', serviceAccounts: true, etcdPort: 1, etcdPeerPort: 2, apiServerPort: 3 };

describe('control-plane', () => {
  it('runs each program from the assets, in the folder of the run, with a log of its own', () => {
    for (const component of [etcd, kubeApiServer, kubeControllerManager, kubeScheduler, kwok]) {
      const { name, command, folder, logFile } = component(plan);
      expect([command, folder, logFile]).to.deep.equal([`/assets/${name}`, '/run', `/run/${name}.log`]);
    }
  });

  it('listens on loopback only, on the ports of the plan', () => {
    expect(etcd(plan).args.filter((arg) => arg.startsWith('--listen'))).to.deep.equal([
      '--listen-client-urls=http://127.0.0.1:1',
      '--listen-peer-urls=http://127.0.0.1:2',
    ]);
    expect(kubeApiServer(plan).args).to.include.members([
      '--bind-address=127.0.0.1',
      '--secure-port=3',
      '--etcd-servers=http://127.0.0.1:1',
    ]);
    for (const component of [kubeControllerManager, kubeScheduler]) expect(component(plan).args).to.include('--secure-port=0');
    expect(kwok(plan).args.join(' ')).to.not.include('--server-address');
  });

  it('lets Pods do without service accounts where nobody makes them', () => {
    const without = '--disable-admission-plugins=ServiceAccount';
    expect(kubeApiServer(plan).args).to.not.include(without);
    expect(kubeApiServer({ ...plan, serviceAccounts: false }).args).to.include(without);
  });

  it('gives the API server further arguments, after its own', () => {
    const more = ['--audit-log-path=/tmp/audit.log', '--v=2'];
    expect(kubeApiServer({ ...plan, apiServerArguments: more }).args.slice(-2)).to.deep.equal(more);
    expect(etcd({ ...plan, apiServerArguments: more }).args).not.to.include('--v=2');
  });

  it('never gives a secret on a command line', () => {
    const args = [etcd, kubeApiServer, kubeControllerManager, kubeScheduler, kwok].flatMap((component) => component(plan).args);
    expect(args.join(' ')).to.not.match(/password|bearer/i);
    expect(args).to.include('--token-auth-file=tokens.csv');
  });

  it('has the certificate of the server in the folder of the run', () => {
    expect(servingCertificateFile('/run')).to.equal('/run/pki/apiserver.crt');
  });
});
