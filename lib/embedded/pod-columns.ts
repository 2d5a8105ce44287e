/** The columns of Pods: what one word says about all their containers. */
import type { JsonObject } from './json.ts';
import { AGE_COLUMN, type Column } from './table.ts';

function restarts({ status }: JsonObject): number {
  return (status?.containerStatuses ?? []).reduce((sum: number, container: JsonObject) => sum + (container.restartCount ?? 0), 0);
}

function reasonOf({ state = {} }: JsonObject): string | undefined {
  if (state.waiting?.reason) return state.waiting.reason;
  if (!state.terminated) return undefined;
  return (
    state.terminated.reason ?? (state.terminated.signal ? `Signal:${state.terminated.signal}` : `ExitCode:${state.terminated.exitCode}`)
  );
}

function statusOf({ metadata, status = {} }: JsonObject): string {
  if (metadata.deletionTimestamp) return status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const containers: JsonObject[] = status.containerStatuses ?? [];
  const reason = containers.map(reasonOf).find((found) => found !== undefined);
  if (reason === 'Completed' && containers.some(({ ready, state }) => ready && state?.running)) return 'Running';
  return reason ?? status.reason ?? status.phase ?? 'Unknown';
}

/** The columns of Pods after the name. */
export const podStatusCells: Column[] = [
  {
    name: 'Ready',
    type: 'string',
    cell: ({ spec, status }) => {
      const statuses: JsonObject[] = status?.containerStatuses ?? [];
      return `${statuses.filter(({ ready }) => ready).length}/${spec.containers.length}`;
    },
  },
  { name: 'Status', type: 'string', cell: statusOf },
  { name: 'Restarts', type: 'string', cell: (pod) => String(restarts(pod)) },
  AGE_COLUMN,
  { name: 'IP', type: 'string', priority: 1, cell: ({ status }) => status?.podIP ?? '<none>' },
  { name: 'Node', type: 'string', priority: 1, cell: ({ spec }) => spec.nodeName ?? '<none>' },
  { name: 'Nominated Node', type: 'string', priority: 1, cell: ({ status }) => status?.nominatedNodeName ?? '<none>' },
  { name: 'Readiness Gates', type: 'string', priority: 1, cell: () => '<none>' },
];
