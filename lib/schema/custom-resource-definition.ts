/**
 * The parts of a CustomResourceDefinition (apiextensions.k8s.io/v1) that the SDK writes and reads.
 */
import type { KubernetesObject, ObjectMeta } from '../base/object-meta.ts';
import type { Scope } from './kind-declaration.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** `apiVersion` and `kind` of every definition. */
export const DEFINITION_KIND = Object.freeze({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' });

/** The names of a kind. */
export interface DefinitionNames {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

/** A column as the definition has it. */
export interface DefinitionColumn {
  name: string;
  type: string;
  jsonPath: string;
  description?: string;
  priority?: number;
  format?: string;
}

/** One version of a kind. */
export interface DefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  subresources?: { status?: object; scale?: object };
  additionalPrinterColumns?: DefinitionColumn[];
  schema?: { openAPIV3Schema?: StructuralSchema };
}

/** A condition in the definition's status. */
export interface DefinitionCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** A custom resource definition. */
export interface CustomResourceDefinition extends KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & { name: string };
  spec: { group: string; scope: Scope; names: DefinitionNames; versions: DefinitionVersion[] };
  status?: { conditions?: DefinitionCondition[]; storedVersions?: string[] };
}

/** What the cluster says of one version. */
export interface ServedVersion {
  /** True when objects of this version can be read and written. */
  readonly served: boolean;
  /** True when status is written by requests of its own; without it every status write changes the generation. */
  readonly statusSubresource: boolean;
  /** The schema of the whole object; undefined when there is none. */
  readonly schema: StructuralSchema | undefined;
}

/** What a definition says of a version; undefined when it has no such version. */
export function describeServedVersion(definition: CustomResourceDefinition, version: string): ServedVersion | undefined {
  const found = definition.spec.versions.find(({ name }) => name === version);
  if (!found) return undefined;
  return { served: found.served, statusSubresource: found.subresources?.status !== undefined, schema: found.schema?.openAPIV3Schema };
}

/** True when the definition's condition of this type holds. */
export function hasCondition(definition: CustomResourceDefinition, type: string): boolean {
  return definition.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
