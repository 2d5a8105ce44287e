/**
 * The shape of what a hook prints for `--config`, in configVersion v1: every key that there is.
 */
import type { ValueShape } from './value-shape.ts';

const text = { type: 'string' } as const satisfies ValueShape;
const flag = { type: 'boolean' } as const satisfies ValueShape;
const texts = { type: 'list', items: text } as const satisfies ValueShape;
const someTexts = { type: 'list', items: text, atLeast: 1 } as const satisfies ValueShape;

const labelSelector: ValueShape = {
  type: 'object',
  atLeast: 1,
  keys: {
    matchLabels: { type: 'map', values: text },
    matchExpressions: {
      type: 'list',
      items: {
        type: 'object',
        required: ['key', 'operator'],
        keys: { key: text, operator: { type: 'string', oneOf: ['In', 'NotIn', 'Exists', 'DoesNotExist'] }, values: texts },
      },
    },
  },
};

const fieldSelector: ValueShape = {
  type: 'object',
  required: ['matchExpressions'],
  keys: {
    matchExpressions: {
      type: 'list',
      items: {
        type: 'object',
        required: ['field', 'operator', 'value'],
        keys: { field: text, operator: { type: 'string', oneOf: ['=', '==', 'Equals', '!=', 'NotEquals'] }, value: text },
      },
    },
  },
};

const names: ValueShape = { type: 'object', required: ['matchNames'], keys: { matchNames: texts } };

const eventTypes: ValueShape = { type: 'list', items: { type: 'string', oneOf: ['Added', 'Modified', 'Deleted'] } };

const schedule: ValueShape = {
  type: 'object',
  required: ['crontab'],
  keys: { name: text, crontab: text, allowFailure: flag, queue: text, group: text, includeSnapshotsFrom: someTexts },
};

const kubernetes: ValueShape = {
  type: 'object',
  required: ['kind'],
  keys: {
    name: text,
    apiVersion: text,
    kind: text,
    executeHookOnEvent: eventTypes,
    watchEvent: eventTypes,
    executeHookOnSynchronization: flag,
    waitForSynchronization: flag,
    keepFullObjectsInMemory: flag,
    resynchronizationPeriod: text,
    nameSelector: names,
    labelSelector,
    fieldSelector,
    namespace: { type: 'object', atLeast: 1, keys: { nameSelector: names, labelSelector } },
    jqFilter: text,
    allowFailure: flag,
    queue: text,
    group: text,
    includeSnapshotsFrom: someTexts,
  },
};

/** The bindings that come with the webhook server. */
export const WEBHOOK_BINDINGS = ['kubernetesValidating', 'kubernetesMutating', 'kubernetesCustomResourceConversion'] as const;

/** The whole of it. */
export const CONFIG_SHAPE = {
  type: 'object',
  required: ['configVersion'],
  keys: {
    configVersion: text,
    onStartup: { type: 'integer' },
    schedule: { type: 'list', items: schedule, atLeast: 1 },
    kubernetes: { type: 'list', items: kubernetes, atLeast: 1 },
    settings: {
      type: 'object',
      required: ['executionMinInterval', 'executionBurst'],
      keys: { executionMinInterval: text, executionBurst: { type: 'integer' } },
    },
  },
} as const satisfies ValueShape;
