/**
 * The command line of each process of a control plane. Without I/O: where the programs, ports and files are is given.
 */
import { join } from 'node:path';
import type { ProcessSpecification } from './supervised-processes.ts';

/** Where a control plane's programs, files and ports are. */
export interface ControlPlanePlan {
  /** The folder of the programs: etcd, kube-apiserver and so on. */
  assets: string;
  /** The folder of this one's own files. */
  folder: string;
  /** Whether kube-controller-manager is there to make service accounts; without it Pods go without. */
  serviceAccounts: boolean;
  etcdPort: number;
  etcdPeerPort: number;
  apiServerPort: number;
  /** Further arguments of the API server. @default none */
  apiServerArguments?: readonly string[];
}

/** The server's certificate with the authority that signed it, which the server writes at its first start. */
export function servingCertificateFile(folder: string): string {
  return join(folder, 'pki', 'apiserver.crt');
}

/** The stores. */
export function etcd(plan: ControlPlanePlan): ProcessSpecification {
  const clients = `http://127.0.0.1:${plan.etcdPort}`;
  const peers = `http://127.0.0.1:${plan.etcdPeerPort}`;
  return component(plan, 'etcd', [
    '--data-dir=etcd',
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    // Its files live as long as the test.
    '--unsafe-no-fsync',
  ]);
}

/** The API server. */
export function kubeApiServer(plan: ControlPlanePlan): ProcessSpecification {
  return component(plan, 'kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${plan.etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${plan.apiServerPort}`,
    '--cert-dir=pki',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=RBAC',
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    ...(plan.serviceAccounts ? [] : ['--disable-admission-plugins=ServiceAccount']),
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=service-account.pub',
    '--service-account-signing-key-file=service-account.key',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--allow-privileged=true',
    // A test that sends many requests at once asks for the answers, not for a lesson in fairness.
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=0',
    '--max-mutating-requests-inflight=0',
    ...(plan.apiServerArguments ?? []),
  ]);
}

/** The controllers, without those that need real machines: the fake node reports no heartbeats. */
export function kubeControllerManager(plan: ControlPlanePlan): ProcessSpecification {
  const without = ['node-lifecycle', 'node-ipam', 'cloud-node-lifecycle', 'node-route', 'service-lb', 'ttl', 'taint-eviction'];
  return component(plan, 'kube-controller-manager', [
    '--kubeconfig=kubeconfig',
    `--controllers=*,${without.map((name) => `-${name}-controller`).join(',')}`,
    '--use-service-account-credentials=false',
    '--service-account-private-key-file=service-account.key',
    '--root-ca-file=pki/apiserver.crt',
    '--leader-elect=false',
    '--secure-port=0',
  ]);
}

/** The scheduler. */
export function kubeScheduler(plan: ControlPlanePlan): ProcessSpecification {
  const kubeconfigs = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((flag) => `--${flag}=kubeconfig`);
  return component(plan, 'kube-scheduler', [...kubeconfigs, '--leader-elect=false', '--secure-port=0']);
}

/** kwok, which plays the node. */
export function kwok(plan: ControlPlanePlan): ProcessSpecification {
  return component(plan, 'kwok', [
    '--kubeconfig=kubeconfig',
    '--config=kwok.yaml',
    '--manage-all-nodes=false',
    `--manage-nodes-with-annotation-selector=${FAKE_NODE_ANNOTATION}=fake`,
  ]);
}

const FAKE_NODE_ANNOTATION = 'kwok.x-k8s.io/node';
const RESOURCES = { cpu: '32', memory: '256Gi', pods: '1000' };

/** The node that kwok plays. */
export const FAKE_NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'fake-0',
    annotations: { [FAKE_NODE_ANNOTATION]: 'fake', 'node.alpha.kubernetes.io/ttl': '0' },
    labels: { 'kubernetes.io/hostname': 'fake-0', 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
  },
  status: {
    allocatable: RESOURCES,
    capacity: RESOURCES,
    addresses: [
      { type: 'InternalIP', address: '127.0.0.1' },
      { type: 'Hostname', address: 'fake-0' },
    ],
  },
};

/** For as short as it lives, memory is cheaper than looking for garbage in it: a tenth less CPU. */
const GO = { GOGC: '400' };

function component(plan: ControlPlanePlan, name: string, args: string[]): ProcessSpecification {
  return { name, command: join(plan.assets, name), args, defaults: GO, folder: plan.folder, logFile: join(plan.folder, `${name}.log`) };
}
