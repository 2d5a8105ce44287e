/**
 * What an exploration of declarations begins with: whose spec is declared, and what its schema does not tell.
 */
import { InvalidOptionError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import type { StructuralSchema } from '../schema/structural-schema.ts';
import type { DeclaredSpec } from './declared-change.ts';

/** What the schema of a spec does not tell. */
export interface DeclarationOptions<Spec extends object = DeclaredSpec> {
  /** Good declarations, from which sequences begin. @default the least and the most that the schema allows */
  examples?: readonly Spec[];
  /** Values for fields: `{ image: ['a:1', 'a:2'], 'ports[].port': [80, 443], 'labels.*': ['x'] }`. @default what the schema and the examples tell */
  values?: Readonly<Record<string, readonly unknown[]>>;
  /** Fields that never change. @default none */
  fixed?: readonly string[];
  /** Declarations that the operator is to refuse, and that can be taken back. @default what the schema refuses, and odd texts */
  bad?: readonly object[];
  /** Whether a declaration may be made at all. @default any */
  accepts?: (spec: Spec) => boolean;
  /** Whether a declaration may follow another: a volume may only grow. @default any */
  follows?: (next: Spec, previous: Spec) => boolean;
  /** Whether an object says that its declaration is refused. @default it is retried in vain, or `status.error` is set, or `status.state` is error */
  isRefused?: (object: StoredObject) => boolean;
  /** How many sequences each seed draws. @default 10 */
  sequences?: number;
  /** How many changes a sequence has at most. @default 6 */
  length?: number;
  /** The object's name. @default 'a' */
  name?: string;
  /** Its namespace. @default 'default' */
  namespace?: string;
}

/** Declarations of a class's spec, to be explored. */
export interface Declarations {
  readonly type: CRDClass;
  readonly schema: StructuralSchema;
  readonly options: DeclarationOptions;
}

/**
 * Declarations of a class's spec, for `explore` to go through: each field changed and changed back, sequences of changes, and bad ones
 * that are taken back. What comes of a declaration must not depend on what was declared before.
 *
 * @throws InvalidOptionError `values` or `fixed` name what the spec does not have
 */
export function declarationsOf<Spec extends object = DeclaredSpec>(type: CRDClass, options: DeclarationOptions<Spec> = {}): Declarations {
  const [version] = customResourceDefinitionOf(type).spec.versions;
  const schema = version?.schema?.openAPIV3Schema?.properties?.spec ?? {};
  for (const [name, fields] of Object.entries({ values: Object.keys(options.values ?? {}), fixed: options.fixed ?? [] })) {
    for (const field of fields) if (!hasField(schema, field)) throw new InvalidOptionError(name, `of fields of ${type.KIND}'s spec`, field);
  }
  return { type, schema, options: options as unknown as DeclarationOptions };
}

/** True when a schema has such a field, or keeps what it doesn't know. */
function hasField(schema: StructuralSchema, field: string): boolean {
  const steps = field.replaceAll('[]', '.[]').split('.').filter(Boolean);
  let at: StructuralSchema | undefined = schema;
  for (const step of steps) {
    if (!at) return false;
    if (at['x-kubernetes-preserve-unknown-fields']) return true;
    at = step === '[]' ? at.items : (at.properties?.[step] ?? at.additionalProperties);
  }
  return at !== undefined;
}
