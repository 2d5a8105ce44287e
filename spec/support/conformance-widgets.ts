/** The custom resource that conformance suites are about when any will do: Widgets, whose spec each suite describes. */
import { defineResource } from './conformance.ts';
import type { ConformanceApi, Json } from './conformance-api.ts';

/** Where Widgets are. */
export const WIDGETS = '/apis/$NS.example.com/v1/namespaces/$NS/widgets';

/** A Widget. */
export function widgetBody(more: Json = {}): Json {
  return { apiVersion: '$NS.example.com/v1', kind: 'Widget', ...more };
}

/** Defines Widgets with schemas for their spec and their status, which is a subresource, and waits until they are served. */
export function defineWidgets(api: ConformanceApi, { spec, status }: { spec: Json; status: Json }): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec, status } } };
  const version = { name: 'v1', served: true, storage: true, subresources: { status: {} }, schema };
  const names = { plural: 'widgets', kind: 'Widget' };
  const definition = { group: '$NS.example.com', scope: 'Namespaced', names, versions: [version] };
  return defineResource(api, { spec: definition });
}
