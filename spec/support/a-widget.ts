/** Builds stored objects for specs. */
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ObjectText } from '../../lib/base/object-text.ts';

/** What may be chosen of a widget. */
export interface WidgetParts {
  name?: string;
  namespace?: string;
  uid?: string;
  version?: number | string;
  metadata?: Record<string, unknown>;
  spec?: unknown;
}

/** A widget as a server would have stored it. */
export function aWidget({
  name = 'a',
  namespace = 'team',
  uid = `uid-${name}`,
  version = 1,
  metadata = {},
  spec = {},
}: WidgetParts = {}): StoredObject {
  return {
    apiVersion: 'bench.example.com/v1',
    kind: 'Widget',
    metadata: { name, namespace, uid, resourceVersion: String(version), creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec,
  };
}

/** The same as text. */
export function aWidgetText(parts?: WidgetParts): ObjectText {
  return ObjectText.from(aWidget(parts));
}
