import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import { type HookWatch, hookRules } from '../../lib/schema/hook-rules.ts';

const VERBS = ['get', 'list', 'watch'];
const PODS: HookWatch = {
  hook: 'a.sh',
  binding: 'pods',
  apiVersion: 'v1',
  kind: 'Pod',
  names: [],
  namespaces: undefined,
  byNamespaceLabels: false,
};
const rulesOf = (...watches: Partial<HookWatch>[]) =>
  Object.fromEntries(
    hookRules(
      watches.map((watch) => ({ ...PODS, ...watch })),
      { isClusterKind: (kind) => kind === 'Node' },
    ),
  );
const rule = (group: string, plural: string, resourceNames?: string[]) => ({
  apiGroups: [group],
  resources: [plural],
  ...(resourceNames ? { resourceNames } : {}),
  verbs: VERBS,
});

describe('hookRules', () => {
  it('let a binding see its kind in the whole cluster, each kind once', () => {
    expect(rulesOf({}, { hook: 'b.sh' }, { apiVersion: 'apps/v1', kind: 'deploy' })).to.deep.equal({
      undefined: [rule('', 'pods'), rule('apps', 'deployments')],
    });
  });

  it('are confined to the namespaces and names that all bindings of a kind name', () => {
    const rules = rulesOf(
      { namespaces: ['red', 'blue'], names: ['b', 'a'] },
      { namespaces: ['red'] },
      { namespaces: ['green'], names: ['c'] },
    );
    expect(rules).to.deep.equal({ red: [rule('', 'pods')], blue: [rule('', 'pods', ['a', 'b'])], green: [rule('', 'pods', ['c'])] });
    expect(rulesOf({ namespaces: ['red'] }, {}, { names: ['a'] })).to.deep.equal({ undefined: [rule('', 'pods')] });
    expect(rulesOf({ namespaces: ['red'] }, { names: ['a'] })).to.deep.equal({
      red: [rule('', 'pods')],
      undefined: [rule('', 'pods', ['a'])],
    });
  });

  it('let namespaces be seen where they are chosen by labels', () => {
    expect(rulesOf({ byNamespaceLabels: true })).to.deep.equal({ undefined: [rule('', 'pods'), rule('', 'namespaces')] });
  });

  it('are for the cluster where the kind lives outside namespaces, whatever the binding says', () => {
    expect(rulesOf({ kind: 'no', apiVersion: '', namespaces: ['red'], byNamespaceLabels: true })).to.deep.equal({
      undefined: [rule('', 'nodes')],
    });
  });

  it('guess the plural of a kind that is not Kubernetes’ own, and take one as it is written', () => {
    const apiVersion = 'stable.example.com/v1';
    expect(rulesOf({ apiVersion, kind: 'CronTab' }, { apiVersion, kind: 'proxies' })).to.deep.equal({
      undefined: [rule('stable.example.com', 'crontabs'), rule('stable.example.com', 'proxies')],
    });
  });

  it('need the apiVersion of such a kind', () => {
    expect(() => rulesOf({ apiVersion: '', kind: 'CronTab' }))
      .to.throw('hook a.sh, binding pods: "CronTab" is none of Kubernetes\' own kinds; write its apiVersion')
      .that.satisfies(UsageError.is.bind(UsageError));
  });
});
