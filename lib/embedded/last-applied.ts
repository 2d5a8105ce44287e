/** What kubectl's client-side apply left behind: kubectl's server-side apply takes it over, and keeps it true. */
import { isObject, type JsonObject } from './json.ts';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
/** The field manager of `kubectl apply --server-side`. */
const KUBECTL = 'kubectl';

/** The configuration that was applied last, where this manager may overrule it; undefined when there is none. */
export function lastAppliedFor(manager: string, live: JsonObject): JsonObject | undefined {
  const text = live.metadata?.annotations?.[ANNOTATION];
  if (manager !== KUBECTL || typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // What is no configuration allows nothing.
    return undefined;
  }
}

/** Notes in the result what has been applied, where kubectl had noted something before. */
export function noteLastApplied(manager: string, result: JsonObject, config: JsonObject): void {
  const annotations = result.metadata.annotations;
  if (manager !== KUBECTL || annotations?.[ANNOTATION] === undefined) return;
  const { managedFields: _, ...metadata } = config.metadata ?? {};
  if (metadata.annotations) {
    const { [ANNOTATION]: __, ...others } = metadata.annotations;
    metadata.annotations = others;
  }
  result.metadata.annotations = { ...annotations, [ANNOTATION]: `${JSON.stringify(sorted({ ...config, metadata }))}\n` };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
