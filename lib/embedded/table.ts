/** Answers as tables, which is what `kubectl get` asks for: one row an object, cells by the kind's columns. */
import { isObject, type JsonObject } from './json.ts';
import { type ResourceKind, shown } from './resource-kind.ts';

/** One column after the name. */
export interface Column {
  name: string;
  type: string;
  /** @default '' */
  format?: string;
  description?: string;
  /** Shown only with `-o wide` when above 0. @default 0 */
  priority?: number;
  /** The cell; `now` in milliseconds. */
  cell(object: JsonObject, now: number): unknown;
}

/** What of the object each row carries. */
export type RowContent = 'None' | 'Metadata' | 'Object';

/** The Table of some objects. */
export function tableOf(
  kind: ResourceKind,
  objects: readonly JsonObject[],
  options: { content: RowContent; now: number; metadata: JsonObject; headers?: boolean },
): JsonObject {
  const { content, now, metadata, headers = true } = options;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: headers ? [NAME_COLUMN, ...kind.columns].map(definitionOf) : null,
    rows: objects.map((stored) => {
      const object = shown(kind, stored);
      const cells = [object.metadata.name, ...kind.columns.map((column) => column.cell(object, now) ?? null)];
      if (content === 'None') return { cells, object: null };
      return { cells, object: content === 'Object' ? object : metadataOf(object) };
    }),
  };
}

/** An object's metadata alone, as PartialObjectMetadata. */
export function metadataOf(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

const NAME_COLUMN: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  cell: () => '',
};

function definitionOf({ name, type, format = '', description = '', priority = 0 }: Column): JsonObject {
  return { name, type, format, description, priority };
}

/** What the server says of creationTimestamp. */
export const CREATED_AT =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

/** The age column that kinds without columns of their own show. */
export const AGE_COLUMN: Column = {
  name: 'Age',
  type: 'string',
  description: CREATED_AT,
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};

/** The column that kinds without a printer show. */
export const CREATED_AT_COLUMN: Column = {
  name: 'Created At',
  type: 'date',
  description: 'Time at which the object was created.',
  cell: (object) => object.metadata.creationTimestamp,
};

/** A moment as the time since then, such as `5m30s`; `<unknown>` when there is none. */
export function ageOf(timestamp: unknown, now: number): string {
  const then = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(then) ? '<unknown>' : durationText(now - then);
}

/** A duration as kubectl shows it: two units at most, fewer the longer it is. */
export function durationText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}m${seconds % 60 ? `${seconds % 60}s` : ''}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return `${hours}h${minutes % 60 ? `${minutes % 60}m` : ''}`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return `${days}d${hours % 24 ? `${hours % 24}h` : ''}`;
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (days < 365 * 8) return `${years}y${days % 365 ? `${days % 365}d` : ''}`;
  return `${years}y`;
}

/** Members as `a=b,c=d`; `<none>` when there are none. */
export function pairsText(pairs: unknown): string {
  if (!isObject(pairs)) return '<none>';
  const text = Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  return text || '<none>';
}
