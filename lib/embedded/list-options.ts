/** What the query of a list or watch asks for, and which objects that selects. */

import { badRequest, forbiddenField, invalid, notSupported, quote, type Refusal } from './refusal.ts';
import { type ResourceKind, shown } from './resource-kind.ts';
import { everything, type Predicate, parseFieldSelector, parseLabelSelector, type SelectableFields } from './selector.ts';

/** The options of a list or watch. */
export interface ListOptions {
  watch: boolean;
  limit: number;
  continue: string;
  resourceVersion: string;
  resourceVersionMatch: string;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean | undefined;
  timeoutSeconds: number | undefined;
  selects: Predicate;
  /** True for a custom resource, whose lists always have a continue token, if an empty one. */
  custom: boolean;
}

/** Reads the query for a kind; `name` narrows it to one object. */
export function listOptionsOf(query: URLSearchParams, kind: ResourceKind, name = ''): ListOptions {
  const options: ListOptions = {
    watch: isTrue(query.get('watch')),
    limit: numberOf(query, 'limit') ?? 0,
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
    sendInitialEvents: query.has('sendInitialEvents') ? isTrue(query.get('sendInitialEvents')) : undefined,
    timeoutSeconds: numberOf(query, 'timeoutSeconds'),
    selects: predicateOf(query, kind, name),
    custom: kind.custom,
  };
  const problem = problemOf(options);
  if (problem) throw problem;
  return options;
}

function isTrue(text: string | null): boolean {
  return text !== null && text !== 'false' && text !== '0';
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return value;
}

function predicateOf(query: URLSearchParams, kind: ResourceKind, name: string): Predicate {
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? undefined);
  const byField = parseFieldSelector(query.get('fieldSelector') ?? undefined, selectableFieldsOf(kind));
  const byName: Predicate = name ? (object) => object.metadata.name === name : everything;
  const parts = [byLabel, byField, byName].filter((part) => part !== everything);
  return parts.length === 0 ? everything : (object) => parts.every((part) => part(object));
}

function selectableFieldsOf(kind: ResourceKind): SelectableFields {
  const { fields } = kind;
  return {
    names: fields ? Object.keys(fields({ metadata: {} })) : [],
    of: (stored) => fields?.(shown(kind, stored)) ?? {},
    refusal(field) {
      if (!fields) return `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
      return kind.table === 'batch/jobs' ? `field label ${quote(field)} not supported for Job` : `field label not supported: ${field}`;
    },
  };
}

const LIST_OPTIONS = { group: 'meta.k8s.io', resource: 'ListOptions' };

function problemOf(options: ListOptions): Refusal | undefined {
  const { resourceVersion, resourceVersionMatch: match, sendInitialEvents } = options;
  const refuse = (field: string, why: string) => invalid(LIST_OPTIONS, '', [forbiddenField(field, why)]);
  if (resourceVersion && !/^\d+$/.test(resourceVersion) && !options.watch) {
    return badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    );
  }
  if (options.watch) {
    if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
      const errors = [forbiddenField('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
      if (match) errors.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']));
      return invalid(LIST_OPTIONS, '', errors);
    }
    if (match && sendInitialEvents === undefined)
      return refuse('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    return undefined;
  }
  if (sendInitialEvents !== undefined) return refuse('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  if (options.continue && resourceVersion && resourceVersion !== '0' && !match)
    return badRequest('specifying resource version is not allowed when using continue');
  if (!match) return undefined;
  if (!resourceVersion) return refuse('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (options.continue) return refuse('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided');
  if (match !== 'Exact' && match !== 'NotOlderThan')
    return invalid(LIST_OPTIONS, '', [
      {
        reason: 'FieldValueNotSupported',
        field: 'resourceVersionMatch',
        message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
      },
    ]);
  if (match === 'Exact' && resourceVersion === '0')
    return refuse('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  return undefined;
}
