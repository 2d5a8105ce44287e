/**
 * What a class says about its kind: the statics that a custom resource definition is made of.
 * CRDBase subclasses carry them; whether they can work is for kind-declaration-check.ts to say.
 */
import type { StandardSchema } from './standard-schema.ts';

/** Whether objects of a kind live in namespaces. */
export type Scope = 'Namespaced' | 'Cluster';

/** A JSON Schema or OpenAPI v3 schema as a plain object. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
}

/** What SPEC and STATUS may be: anything with Standard Schema's JSON Schema, such as zod 4, or an OpenAPI v3 object. */
export type SchemaSource = StandardSchema | SchemaObject;

/** A column of `kubectl get`. */
export interface PrinterColumn {
  /** The heading. */
  readonly name: string;
  /** Where the value is, such as `.status.state`. */
  readonly jsonPath: string;
  /** @default 'string' */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** @default none */
  readonly description?: string;
  /** Above 0: only in the wide output. @default 0 */
  readonly priority?: number;
  /** A format of the type, such as 'int64'. @default none */
  readonly format?: string;
}

/** The statics of a class that its custom resource definition is made of. */
export interface KindDeclaration {
  /** The API group, such as `demo.example.com`. */
  readonly GROUP: string;
  /** The version, such as `v1`. */
  readonly VERSION: string;
  /** The name in paths, such as `printers`. */
  readonly PLURAL: string;
  /** The name of one, such as `printer`. */
  readonly SINGULAR: string;
  /** The kind, such as `Printer`. */
  readonly KIND: string;
  /** @default 'Namespaced' */
  readonly SCOPE?: Scope;
  /** Short names for kubectl. @default none */
  readonly SHORT_NAMES?: readonly string[];
  /** Groups of kinds for kubectl, such as 'all'. @default none */
  readonly CATEGORIES?: readonly string[];
  /** The schema of `spec`. @default any object */
  readonly SPEC?: SchemaSource;
  /** The schema of `status`, to which the SDK's own fields are added. @default any object */
  readonly STATUS?: SchemaSource;
  /** The columns of `kubectl get`. @default State and Age */
  readonly PRINTER_COLUMNS?: readonly PrinterColumn[];
  /** False when the SDK shall neither read nor write `status.state`. @default true */
  readonly STATE_GATE?: boolean;
}

/** The name of the custom resource definition: `PLURAL.GROUP`. */
export function definitionName(declaration: Pick<KindDeclaration, 'PLURAL' | 'GROUP'>): string {
  return `${declaration.PLURAL}.${declaration.GROUP}`;
}

/** Where objects live; namespaces unless the class says otherwise. */
export function scopeOf(declaration: Pick<KindDeclaration, 'SCOPE'>): Scope {
  return declaration.SCOPE ?? 'Namespaced';
}
