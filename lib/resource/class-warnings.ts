/**
 * What is odd about a class, but may be meant: a static of its own that is a slip of the pen away from one of the SDK's. Pure.
 */
import { editDistance } from '../base/nearest-name.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';
import { isCRDBaseClass } from './crd-base.ts';
import type { CRDBehaviour, CRDClass } from './crd-class.ts';

/** Every static that the SDK reads; the compiler knows when one is missing. */
const STATICS: Readonly<Record<keyof (KindDeclaration & CRDBehaviour), true>> = Object.freeze({
  GROUP: true,
  VERSION: true,
  PLURAL: true,
  SINGULAR: true,
  KIND: true,
  SCOPE: true,
  SHORT_NAMES: true,
  CATEGORIES: true,
  SPEC: true,
  STATUS: true,
  PRINTER_COLUMNS: true,
  STATE_GATE: true,
  FINALIZER: true,
  READY_CONDITION: true,
  MANIFESTS: true,
  CONCURRENCY: true,
  RETRIES: true,
  BACKOFF: true,
  TIMEOUT_SECONDS: true,
  RESYNC_SECONDS: true,
  LABEL_SELECTOR: true,
  FIELD_SELECTOR: true,
  KEEP_LAST_HANDLED: true,
  WHEN: true,
  SHARD_KEY: true,
  WATCHES: true,
  INDEXES: true,
  ON_FIELD: true,
  OWNS: true,
  PERMISSIONS: true,
  TIMERS: true,
  DAEMONS: true,
});

/** Two letters of a name as short as OWNS make another word of it. */
const LONG_NAME = 8;

/** One line for each static that looks like one of the SDK's misspelt. */
export function classWarnings(classes: readonly CRDClass[]): string[] {
  return classes.flatMap((type) =>
    ownStatics(type).flatMap((name) => {
      const meant = nearestStatic(name);
      return meant === undefined ? [] : [`class ${type.name}: nothing reads the static ${name}; did you mean ${meant}?`];
    }),
  );
}

/** Those of the class and of what it extends, up to CRDBase. */
function ownStatics(type: CRDClass): string[] {
  const names: string[] = [];
  for (let each: object = type; isCRDBaseClass(Object.getPrototypeOf(each)); each = Object.getPrototypeOf(each)) {
    names.push(...Object.getOwnPropertyNames(each));
  }
  return names.filter((name) => /^[A-Z_]+$/.test(name) && !Object.hasOwn(STATICS, name));
}

function nearestStatic(name: string): string | undefined {
  const isNear = (known: string) => editDistance(name, known) <= (Math.min(name.length, known.length) < LONG_NAME ? 1 : 2);
  return Object.keys(STATICS).find(isNear);
}
