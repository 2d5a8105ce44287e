/**
 * Reads what a hook has written to METRICS_PATH: one JSON object after the other. Everything is checked before anything counts.
 * Pure.
 */
import { describeValue, HookRunError, messageOf } from '../base/errors.ts';
import { parseJsonStream } from './json-stream.ts';
import { isObject } from './value-shape.ts';

/** What a hook says of a metric. */
export type MetricOperation =
  | { readonly action: 'add' | 'set'; readonly name: string; readonly value: number; readonly labels: MetricLabels; readonly group: string }
  | {
      readonly action: 'observe';
      readonly name: string;
      readonly value: number;
      readonly labels: MetricLabels;
      readonly group: string;
      readonly buckets: readonly number[];
    }
  | { readonly action: 'expire'; readonly group: string };

/** Label names and values. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What was read. */
export interface MetricFile {
  readonly operations: readonly MetricOperation[];
  /** What was passed over. */
  readonly warnings: readonly string[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * The operations of a file, in its order.
 *
 * @param defaultGroup the group of those that name none
 * @throws HookRunError with the first one that is wrong
 */
export function readMetricFile(text: string, defaultGroup: string): MetricFile {
  const warnings: string[] = [];
  const operations: MetricOperation[] = [];
  let documents: Record<string, unknown>[];
  try {
    documents = parseJsonStream(text);
  } catch (error) {
    throw new HookRunError(`METRICS_PATH: got bad metrics: ${messageOf(error)}`, { cause: error });
  }
  for (const [index, document] of documents.entries()) {
    try {
      const operation = readOperation(document, defaultGroup);
      if (operation) operations.push(operation);
      else warnings.push(`METRICS_PATH: document ${index + 1}: unknown action ${describeValue(document.action)}`);
    } catch (error) {
      throw new HookRunError(`METRICS_PATH: document ${index + 1}: ${messageOf(error)}`, { cause: error });
    }
  }
  return { operations, warnings };
}

/** Undefined for an action that isn't known. */
function readOperation(document: Record<string, unknown>, defaultGroup: string): MetricOperation | undefined {
  const { action, value } = actionOf(document);
  const group = document.group === undefined || document.group === '' ? defaultGroup : textOf(document, 'group');
  if (action === 'expire') return { action, group };
  if (action !== 'add' && action !== 'set' && action !== 'observe') return undefined;
  const name = textOf(document, 'name');
  if (!METRIC_NAME.test(name)) throw new SyntaxError(`${describeValue(name)} is no name of a metric`);
  if (value === undefined) throw new SyntaxError(`'value' is required for action '${action}'`);
  if (typeof value !== 'number') throw new SyntaxError(`'value' must be a number, not ${describeValue(value)}`);
  if (action === 'add' && value < 0) throw new SyntaxError(`a counter can't go down: 'value' is ${value}`);
  const common = { name, value, labels: labelsOf(document.labels), group };
  return action === 'observe' ? { ...common, action, buckets: bucketsOf(document.buckets) } : { ...common, action };
}

/** `add: 1` and `set: 1` are short for an action and its value. */
function actionOf({ action, value, add, set }: Record<string, unknown>): { action: string; value: unknown } {
  if (action !== undefined && action !== '') return { action: String(action), value };
  if (add !== undefined && set === undefined) return { action: 'add', value: add };
  if (set !== undefined && add === undefined) return { action: 'set', value: set };
  throw new SyntaxError("one of 'action', 'set' or 'add' is required");
}

function textOf(document: Record<string, unknown>, key: string): string {
  const value = document[key];
  if (value === undefined || value === '') throw new SyntaxError(`'${key}' is required`);
  if (typeof value !== 'string') throw new SyntaxError(`'${key}' must be a string, not ${describeValue(value)}`);
  return value;
}

function labelsOf(value: unknown = {}): MetricLabels {
  if (!isObject(value)) throw new SyntaxError(`'labels' must be an object, not ${describeValue(value)}`);
  for (const [name, each] of Object.entries(value)) {
    if (!LABEL_NAME.test(name)) throw new SyntaxError(`${describeValue(name)} is no name of a label`);
    if (typeof each !== 'string') throw new SyntaxError(`label '${name}' must be a string, not ${describeValue(each)}`);
  }
  return value as MetricLabels;
}

function bucketsOf(value: unknown): readonly number[] {
  if (value === undefined) throw new SyntaxError("'buckets' is required for action 'observe'");
  if (!Array.isArray(value) || value.length === 0 || value.some((each) => typeof each !== 'number')) {
    throw new SyntaxError(`'buckets' must be a list of numbers, not ${describeValue(value)}`);
  }
  return [...new Set(value as number[])].sort((left, right) => left - right);
}
