import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { InvalidClassError, UsageError } from '../../lib/base/errors.ts';
import { MANIFEST_PARTS, manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { Widget } from '../support/controller-run.ts';

class Press extends Widget {
  static override readonly PLURAL = 'presses';
  static override readonly SINGULAR = 'press';
  static override readonly KIND = 'Press';
  async reconcile() {}
}
class Roll extends Press {
  static override readonly PLURAL = 'rolls' as 'presses';
  static override readonly SINGULAR = 'roll' as 'press';
  static override readonly KIND = 'Roll' as 'Press';
}
class MillOperator extends KubernetesOperator {}

async function printed(
  options: Record<string, unknown> = {},
  modules: Record<string, unknown> = { Press, Roll, MillOperator },
): Promise<string> {
  const texts: string[] = [];
  await manifestsCommand({ files: ['a.ts'], options }, (given) => texts.push(given), { load: async () => modules });
  return texts.join('');
}
const kinds = async (options?: Record<string, unknown>, modules?: Record<string, unknown>) =>
  parseAllDocuments(await printed(options, modules)).map((document) => {
    const { kind, metadata } = document.toJS() as { kind: string; metadata: { name: string } };
    return `${kind} ${metadata.name}`;
  });

describe('manifestsCommand', () => {
  it('prints definitions, permissions and Deployment, under the operator’s name', async () => {
    expect(await kinds()).to.deep.equal([
      'CustomResourceDefinition presses.bench.example.com',
      'CustomResourceDefinition rolls.bench.example.com',
      'ServiceAccount mill-operator',
      'ClusterRole mill-operator',
      'ClusterRoleBinding mill-operator',
      'Deployment mill-operator',
    ]);
  });

  it('says which classes name nothing that their handlers write', async () => {
    class Owner extends Press {
      static override readonly PLURAL = 'owners' as 'presses';
      static override readonly SINGULAR = 'owner' as 'press';
      static override readonly KIND = 'Owner' as 'Press';
      static readonly OWNS = [{ apiVersion: 'v1', kind: 'Pod' }];
    }
    const said = (text: string) => text.split('\n').filter((line) => line.startsWith('#'));
    expect(said(await printed({ only: ['rbac'] }, { Press, Owner }))).to.deep.equal([
      '# Press has neither OWNS nor PERMISSIONS: its handlers may write nothing but its own objects.',
    ]);
    expect(said(await printed({ only: ['deployment'] }))).to.deep.equal([]);
  });

  it('is named after the first kind where no operator is exported', async () => {
    expect(await kinds({ only: ['deployment'] }, { Press })).to.deep.equal(['Deployment press-operator']);
  });

  it('leaves definitions to the operator that creates them', async () => {
    const text = await printed({ createCrd: true });
    expect(text).not.to.include('kind: CustomResourceDefinition\n');
    expect(text).to.include('- --create-crd\n');
    expect(await kinds({ createCrd: true, only: ['crd'] })).to.have.lengthOf(2);
  });

  it('prints the parts that are asked for, in their order', async () => {
    const wanted = await kinds({ only: ['rbac, namespace'], namespace: ['team'], name: 'x' });
    expect(wanted).to.deep.equal(['Namespace team', 'ServiceAccount x', 'ClusterRole team-x', 'ClusterRoleBinding team-x']);
    expect((await kinds({ createNamespace: true }))[0]).to.equal('Namespace default');
    expect(await kinds({ only: [MANIFEST_PARTS.join(',')] })).to.have.lengthOf(10);
  });

  it('keeps one of several replicas while nodes are drained', async () => {
    const last = ['Deployment mill-operator', 'PodDisruptionBudget mill-operator'];
    expect((await kinds({ leaderElect: true })).slice(-2)).to.deep.equal(last);
    expect((await kinds({ shards: true })).slice(-2)).to.deep.equal(last);
  });

  it('prints what Prometheus needs where that is asked for', async () => {
    expect((await kinds({ service: true })).at(-1)).to.equal('Service mill-operator');
    const both = await kinds({ serviceMonitor: true });
    expect(both.slice(-2)).to.deep.equal(['Service mill-operator', 'ServiceMonitor mill-operator']);
  });

  it('writes a folder that has the same as what is printed', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'tskubeop-')), 'base');
    try {
      const options = { leaderElect: true, service: true };
      expect(await printed({ ...options, output: folder })).to.equal(
        `${folder}: kustomization.yaml, crd.yaml, rbac.yaml, deployment.yaml, disruption-budget.yaml, service.yaml\n`,
      );
      const read = (file: string) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS() as object);
      const [kustomization] = read('kustomization.yaml') as { resources: string[] }[];
      const objects = parseAllDocuments(await printed(options)).map((each) => each.toJS() as object);
      expect(kustomization?.resources.flatMap(read)).to.deep.equal(objects);
    } finally {
      rmSync(dirname(folder), { recursive: true });
    }
  });

  it('prints the same text again', async () => {
    expect(await printed({}, { Roll, Press, MillOperator })).to.equal(await printed());
  });

  for (const [what, options, message] of [
    [
      'a part that is none',
      { only: ['deploy'] },
      '--only: "deploy" is none of namespace, crd, rbac, deployment, disruption-budget, service, service-monitor',
    ],
    ['two namespaces', { namespace: ['a', 'b'] }, '--namespace: an operator runs in one namespace, not in a and b'],
    ['a name that is none', { name: 'My Operator' }, '--name must be at most 63 lower-case letters'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(printed(options));
      expect(error).to.be.instanceOf(UsageError);
      expect(error.message).to.include(message);
    });
  }

  it('refuses a class that cannot work', async () => {
    class Idle extends Widget {}
    expect(await rejection(printed({}, { Idle }))).to.be.instanceOf(InvalidClassError);
  });

  it('refuses an image that is none', async () => {
    for (const image of ['', 'a b', ':1', '/press']) {
      const error = await rejection(printed({ image }));
      expect(error).to.be.instanceOf(UsageError);
      expect((error as Error).message).to.equal(`--image must be such as registry.example.com/printer:1, not ${JSON.stringify(image)}`);
    }
  });
});
