/** Wire: checked by the compiler; a wrong type fails the type check. */
import type { V1CustomResourceDefinition, V1Lease, V1ListMeta, V1NetworkPolicyIngressRule, V1Pod } from '@kubernetes/client-node';
import { expect } from 'chai';
import type { Wire } from '../../lib/cluster/wire.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value: T): T => value;

describe('Wire', () => {
  it('has dates as strings, also deep inside', () => {
    type Pod = Wire<V1Pod>;
    holds<Equal<NonNullable<Pod['metadata']>['creationTimestamp'], string | undefined>>(true);
    holds<Equal<NonNullable<NonNullable<Pod['status']>['conditions']>[number]['lastTransitionTime'], string | undefined>>(true);
    holds<Equal<NonNullable<Wire<V1Lease>['spec']>['renewTime'], string | undefined>>(true);
    const pod: Pod = {
      metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z', labels: { a: 'b' } },
      spec: { containers: [{ name: 'c' }] },
    };
    expect(pod.spec?.containers[0]?.name).to.equal('c');
  });

  it('has the names of the wire', () => {
    holds<Equal<Wire<V1ListMeta>['continue'], string | undefined>>(true);
    expect((<T extends keyof Wire<V1NetworkPolicyIngressRule>>(key: T) => key)('from')).to.equal('from');
    type Schema = NonNullable<NonNullable<Wire<V1CustomResourceDefinition>['spec']['versions'][number]['schema']>['openAPIV3Schema']>;
    const schema: Schema = { type: 'object', enum: ['a'], 'x-kubernetes-preserve-unknown-fields': true };
    expect(Object.keys(schema)).to.have.length(3);
  });

  it('leaves any and unknown as they are', () => {
    // biome-ignore lint/suspicious/noExplicitAny: this is about any
    holds<Equal<Wire<{ a: any }>['a'], any>>(true);
    holds<Equal<Wire<{ a: unknown }>['a'], unknown>>(true);
    expect(true).to.equal(true);
  });
});
