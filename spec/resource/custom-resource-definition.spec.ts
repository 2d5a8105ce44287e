import { expect } from 'chai';
import type { UntypedObject } from '../../lib/base/object-meta.ts';
import { createDefinition, definitionName, findDefinition } from '../../lib/resource/custom-resource-definition.ts';
import type { KindDeclaration } from '../../lib/schema/kind-declaration.ts';
import { Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';

const type = Widget as unknown as KindDeclaration;
const NAME = 'widgets.bench.example.com';

describe('the definition of a class', () => {
  /** An API server that answers a create with an error, and a find with an object. */
  const anApi = (failure: Error | undefined, present: UntypedObject | undefined) => {
    const requests: string[] = [];
    return {
      requests,
      create: async (object: UntypedObject) => {
        requests.push(`create ${object.metadata?.name}`);
        if (failure) throw failure;
        return object;
      },
      find: async ({ name }: { name: string }) => {
        requests.push(`find ${name}`);
        return present;
      },
    };
  };
  type Api = Parameters<typeof createDefinition>[0];
  const asApi = (api: unknown) => api as Api;

  it('is named by plural and group', () => expect(definitionName(type)).to.equal(NAME));

  it('is found by its name, or not at all', async () => {
    const api = anApi(undefined, undefined);
    expect(await findDefinition(asApi(api), type)).to.equal(undefined);
    expect(api.requests).to.deep.equal([`find ${NAME}`]);
  });

  it('is created from the statics', async () => {
    const created = await createDefinition(asApi(anApi(undefined, undefined)), type);
    expect(created).to.deep.include({ kind: 'CustomResourceDefinition' });
    expect((created.spec as { group: string }).group).to.equal('bench.example.com');
  });

  it('is the present one where there is one', async () => {
    const present = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: NAME, uid: 'present' } };
    const api = anApi(refusal(409, 'AlreadyExists', 'it exists'), present);
    expect(await createDefinition(asApi(api), type)).to.equal(present);
  });

  it('fails with what the API server says when there is none, or another reason', async () => {
    for (const refused of [refusal(409, 'Conflict', 'gone meanwhile'), refusal(403, 'Forbidden', 'no')]) {
      const thrown = await createDefinition(asApi(anApi(refused, undefined)), type).catch((error: unknown) => error);
      expect(thrown).to.equal(refused);
    }
  });
});
