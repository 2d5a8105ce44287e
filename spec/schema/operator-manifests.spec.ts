import { expect } from 'chai';
import { deploymentManifest, type Installation, namespaceManifest, permissionManifests } from '../../lib/schema/operator-manifests.ts';

const installation: Installation = {
  name: 'printer-operator',
  namespace: 'team',
  image: 'registry.example.com/printer:1',
  namespacedScope: false,
  createCrd: false,
  leaderElect: false,
  stopSeconds: 20,
  args: [],
};
const RULES = {
  namespaced: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  cluster: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
};

interface Written {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: object[];
  roleRef?: { kind: string; name: string };
  subjects?: object[];
}
const permissions = (parts: Partial<Installation>, rules = RULES) => permissionManifests({ ...installation, ...parts }, rules) as Written[];

describe('permissionManifests', () => {
  it('give one role for the whole cluster, whose name tells the namespace', () => {
    const [account, role, binding, ...more] = permissions({});
    expect(account).to.deep.include({ kind: 'ServiceAccount', metadata: { name: 'printer-operator', namespace: 'team' } });
    expect(role).to.deep.include({ kind: 'ClusterRole', metadata: { name: 'team-printer-operator' } });
    expect(role?.rules).to.deep.equal([...RULES.cluster, ...RULES.namespaced]);
    expect(binding?.roleRef).to.include({ kind: 'ClusterRole', name: 'team-printer-operator' });
    expect(binding?.subjects).to.deep.equal([{ kind: 'ServiceAccount', name: 'printer-operator', namespace: 'team' }]);
    expect(more).to.deep.equal([]);
  });

  it('confine what can be confined to the own namespace', () => {
    const written = permissions({ namespacedScope: true });
    expect(written.map(({ kind }) => kind)).to.deep.equal(['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);
    expect(written[1]?.rules).to.deep.equal(RULES.cluster);
    expect(written[3]).to.deep.include({ metadata: { name: 'printer-operator', namespace: 'team' }, rules: RULES.namespaced });
    const without = permissions({ namespacedScope: true }, { ...RULES, cluster: [] });
    expect(without.map(({ kind }) => kind)).to.deep.equal(['ServiceAccount', 'Role', 'RoleBinding']);
  });

  it('put rules of a place there, beside what is there already', () => {
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    const places = [undefined, 'team', 'other'].map((place): [string | undefined, (typeof rule)[]] => [place, [rule]]);
    const written = permissionManifests({ ...installation, namespacedScope: true }, RULES, new Map(places)) as Written[];
    const roles = written.filter(({ kind }) => kind.endsWith('Role'));
    expect(roles.map(({ metadata, rules }) => [metadata, rules])).to.deep.equal([
      [{ name: 'team-printer-operator' }, [...RULES.cluster, rule]],
      [{ name: 'printer-operator', namespace: 'team' }, [...RULES.namespaced, rule]],
      [{ name: 'team-printer-operator', namespace: 'other' }, [rule]],
    ]);
    const subjects = written.filter(({ kind }) => kind.endsWith('Binding')).map((binding) => binding.subjects);
    expect(subjects).to.deep.equal(Array(3).fill([{ kind: 'ServiceAccount', name: 'printer-operator', namespace: 'team' }]));
  });
});

describe('with an election', () => {
  const elected = { ...installation, leaderElect: true };

  it('a Role lets replicas that share list, write and delete the leases of all', () => {
    const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
    expect(permissions({ shards: true })[3]?.rules).to.deep.equal([{ ...leases, verbs: ['create', 'delete', 'list', 'update', 'watch'] }]);
    const { spec } = deploymentManifest({ ...installation, shards: true });
    expect(spec).to.deep.include({ replicas: 2, strategy: { type: 'RollingUpdate' } });
    expect(JSON.stringify(spec)).to.include('"--shards","--lease-name=printer-operator"');
  });

  it('a Role lets the replicas write their one lease, beside what else is confined', () => {
    const [, , , role, binding] = permissions({ leaderElect: true });
    expect([role?.kind, binding?.kind]).to.deep.equal(['Role', 'RoleBinding']);
    const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
    const rules = [
      { ...leases, verbs: ['create'] },
      { ...leases, resourceNames: ['printer-operator'], verbs: ['get', 'update', 'watch'] },
    ];
    expect(role?.rules).to.deep.equal(rules);
    expect(permissions({ leaderElect: true, namespacedScope: true })[3]?.rules).to.deep.equal([...RULES.namespaced, ...rules]);
  });

  it('there are two replicas that may be side by side', () => {
    const { spec } = deploymentManifest(elected);
    expect(spec).to.deep.include({ replicas: 2, strategy: { type: 'RollingUpdate' } });
    expect(JSON.stringify(spec)).to.include('"--leader-elect","--lease-name=printer-operator"');
  });
});

describe('deploymentManifest', () => {
  const podOf = (parts: Partial<Installation> = {}) => {
    const { spec } = deploymentManifest({ ...installation, ...parts }) as unknown as {
      spec: { template: { spec: Record<string, never> } };
    };
    return spec.template.spec as unknown as { terminationGracePeriodSeconds: number; containers: { args: string[]; image: string }[] };
  };

  it('is one replica that is never beside another, without rights', () => {
    const { spec } = deploymentManifest(installation);
    expect(spec).to.deep.include({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(podOf()).to.deep.include({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    expect(podOf().containers[0]).to.deep.include({
      image: 'registry.example.com/printer:1',
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    });
  });

  it('lives longer than its handlers are given', () => {
    expect(podOf({ stopSeconds: 59.5 }).terminationGracePeriodSeconds).to.equal(75);
    expect(podOf({ stopSeconds: 59.5 }).containers[0]?.args).to.include('--stop-seconds=59.5');
  });

  it('has more room where it runs hooks', () => {
    const texts = [false, true].map((hooks) => JSON.stringify(podOf({ hooks })));
    expect(texts[0]).to.include('"memory":"256Mi"').and.to.include('"sizeLimit":"64Mi"');
    expect(texts[1]).to.include('"memory":"512Mi"').and.to.include('"sizeLimit":"256Mi"');
    expect(texts.map((text) => text.includes('"shareProcessNamespace":true'))).to.deep.equal([false, true]);
  });

  it('hands over what was chosen, and the operator’s own arguments', () => {
    const { containers } = podOf({ createCrd: true, namespacedScope: true, args: ['--image=busybox'] });
    expect(containers[0]?.args).to.deep.equal([
      '--create-crd',
      '--scope=namespaced',
      '--log-format=json',
      '--stop-seconds=20',
      '--http-address=:8080',
      '--image=busybox',
    ]);
  });

  it('is probed where the operator answers, also where that is its own choice', () => {
    const probed = (args: string[]) =>
      podOf({ args }).containers[0] as unknown as Record<string, { httpGet: object }[] & { httpGet: object }>;
    const container = probed([]);
    expect(container.ports).to.deep.equal([{ name: 'http', containerPort: 8080 }]);
    expect(container.livenessProbe?.httpGet).to.deep.equal({ path: '/livez', port: 'http' });
    expect(container.readinessProbe?.httpGet).to.deep.equal({ path: '/readyz', port: 'http' });
    const chosen = probed(['--http-address=0.0.0.0:9090']);
    expect(chosen.ports).to.deep.equal([{ name: 'http', containerPort: 9090 }]);
    expect((chosen.args as unknown as string[]).filter((arg) => arg.startsWith('--http-address'))).to.have.length(1);
  });

  it('has a temporary folder beside a file system that is read-only', () => {
    expect(podOf()).to.deep.include({ volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }] });
    expect(podOf().containers[0]).to.deep.include({ volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] });
  });
});

describe('namespaceManifest', () => {
  it('is the namespace', () => expect(namespaceManifest(installation)).to.deep.include({ kind: 'Namespace', metadata: { name: 'team' } }));
});
