/**
 * What the server knows about one kind of resource in one version: its names, its schema and how its objects are made
 * ready for storage. Built-in kinds and those of CRDs look alike from here on.
 */
import type { RuleChecker } from './cel-rules.ts';
import type { JsonObject } from './json.ts';
import type { FieldError } from './refusal.ts';
import type { Schema } from './schema.ts';
import type { SchemaValidator } from './schema-validation.ts';
import type { Column } from './table.ts';

/** The verbs of an ordinary resource. */
export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

/** Where a scale subresource finds its numbers; each a path of member names. */
export interface ScalePaths {
  specReplicas: string[];
  statusReplicas: string[];
  /** Of the label selector, as text or as a LabelSelector. @default none */
  selector?: string[];
}

/** What is particular to a kind when its objects are written. */
export interface Strategy {
  /** Fills in what the server fills in; the object is a draft and may be changed. */
  fillIn?(draft: JsonObject): void;
  /** Sets what a new object starts with. */
  prepareCreate?(draft: JsonObject): void;
  /** Keeps what an update may not touch; `old` may not be changed. */
  prepareUpdate?(draft: JsonObject, old: JsonObject): void;
  /** Keeps what a write to the status may not touch beside the status; without it metadata stays whole. */
  prepareStatus?(draft: JsonObject, old: JsonObject): void;
  /** Sets what an object marked for deletion shows; the draft may be changed, not what is in it. */
  prepareDelete?(draft: JsonObject): void;
  /** Checks the object, and the change when there was one. */
  validate?(object: JsonObject, old?: JsonObject): FieldError[];
  /** What every write of such an object is warned of. @default nothing */
  readonly caution?: string;
  /** Why such objects can't be written here; they can be looked for. @default they can */
  readonly absence?: string;
  /** The fields by which a field selector may select, beside metadata.name and metadata.namespace. */
  fields?(object: JsonObject): Record<string, string>;
}

/** One kind of resource in one version. */
export interface ResourceKind extends Strategy {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** The name of the table in the store; kinds that show the same objects in two ways share it. */
  readonly table: string;
  /** The apiVersion in which objects are stored. */
  readonly storageApiVersion: string;
  readonly schema: Schema;
  /** True for the kind of a CRD. */
  readonly custom: boolean;
  /** True while the definition of a custom resource waits for the end of its objects. @default false */
  readonly isTerminating?: boolean;
  readonly statusSubresource: boolean;
  /** True when metadata.generation counts changes. */
  readonly counted: boolean;
  readonly scale?: ScalePaths;
  /** Holds a custom resource to its schema. @default nothing is checked */
  readonly validator?: SchemaValidator;
  /** Holds the name of a custom resource to what the schema demands of names. @default nothing */
  readonly nameValidator?: SchemaValidator;
  /** The rules in the schema of a custom resource. @default none */
  readonly rules?: RuleChecker;
  /** Columns of the table that kubectl shows, after the name. */
  readonly columns: readonly Column[];
  /** Subresources beside status and scale, with their verbs and the kind that they speak. */
  readonly subresources: readonly Subresource[];
  /** Finalizers that every object gets when its deletion is asked for. @default none */
  readonly finalizersAtDeletion?: readonly string[];
  /** How names are checked. @default 'subdomain' */
  readonly nameRule?: 'subdomain' | 'label' | 'namespace' | 'path';
  /** Turns a stored object into this kind's form; absent when both are the same. */
  fromStored?(stored: JsonObject): JsonObject;
  /** Turns an object of this kind into its stored form. */
  toStored?(object: JsonObject): JsonObject;
}

/** A subresource with a form of its own. */
export interface Subresource {
  name: string;
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
}

/** `v1`, or `apps/v1`. */
export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version;
}

/** How refusals name a kind's resource. */
export function resourceOf(kind: ResourceKind): { group: string; resource: string } {
  return { group: kind.group, resource: kind.plural };
}

/** How messages about invalid objects name a kind. */
export function kindNameOf(kind: ResourceKind): { group: string; resource: string } {
  // Events are checked as those of the core group, whichever group the request went to.
  return { group: kind.group === 'events.k8s.io' ? '' : kind.group, resource: kind.kind };
}

/** An object as this kind shows it. */
export function shown(kind: ResourceKind, stored: JsonObject): JsonObject {
  if (kind.fromStored) return kind.fromStored(stored);
  const apiVersion = apiVersionOf(kind);
  return stored.apiVersion === apiVersion ? stored : { ...stored, apiVersion };
}
