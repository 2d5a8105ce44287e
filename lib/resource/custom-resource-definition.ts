/**
 * The CustomResourceDefinition of a class in the cluster: found by its name, created from the class's statics.
 */
import { ApiError } from '../base/errors.ts';
import type { KubernetesObject, UntypedObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';

const CRD_KIND = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;

/** Its name, `PLURAL.GROUP`. */
export function definitionName({ PLURAL, GROUP }: Pick<KindDeclaration, 'PLURAL' | 'GROUP'>): string {
  return `${PLURAL}.${GROUP}`;
}

/** As the cluster has it, or undefined when there is none. */
export async function findDefinition(api: Pick<Client, 'find'>, type: KindDeclaration): Promise<UntypedObject | undefined> {
  return api.find<UntypedObject>({ ...CRD_KIND, name: definitionName(type) });
}

/** Creates it; the present one is returned when there is one. */
export async function createDefinition(api: Pick<Client, 'find' | 'create'>, type: KindDeclaration): Promise<UntypedObject> {
  const manifest = customResourceDefinitionOf(type);
  try {
    return await api.create<UntypedObject>(manifest as KubernetesObject);
  } catch (error) {
    const present = ApiError.is(error) && error.status === 409 ? await findDefinition(api, type) : undefined;
    if (present) return present;
    throw error;
  }
}
