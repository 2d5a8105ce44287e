/** The columns that `kubectl get` shows of a HorizontalPodAutoscaler. */
import type { JsonObject } from './json.ts';
import { AGE_COLUMN, type Column } from './table.ts';

const SHOWN = 2;

/** After the name. */
export const autoscalerColumns: readonly Column[] = [
  { name: 'Reference', type: 'string', cell: ({ spec }) => `${spec.scaleTargetRef?.kind ?? ''}/${spec.scaleTargetRef?.name ?? ''}` },
  { name: 'Targets', type: 'string', cell: targets },
  { name: 'MinPods', type: 'string', cell: ({ spec }) => String(spec.minReplicas ?? '<unset>') },
  { name: 'MaxPods', type: 'string', cell: ({ spec }) => spec.maxReplicas },
  { name: 'Replicas', type: 'string', cell: ({ status }) => status?.currentReplicas ?? 0 },
  AGE_COLUMN,
];

function targets({ spec, status }: JsonObject): string {
  const metrics: JsonObject[] = spec.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => targetText(metric, status?.currentMetrics?.[index]));
  const shown = texts.slice(0, SHOWN).join(', ');
  return texts.length > SHOWN ? `${shown} + ${texts.length - SHOWN} more...` : shown;
}

/** `cpu: 12%/80%`; what isn't known yet is `<unknown>`. */
function targetText(metric: JsonObject, state: JsonObject | undefined): string {
  const member = metric.type.charAt(0).toLowerCase() + metric.type.slice(1);
  const { target = {}, name } = metric[member] ?? {};
  const { current = {} } = state?.[member] ?? {};
  const isResource = metric.type === 'Resource' || metric.type === 'ContainerResource';
  const prefix = isResource ? `${name}: ` : '';
  if (target.averageValue !== undefined) {
    const suffix = isResource || metric.type === 'Pods' ? '' : ' (avg)';
    return `${prefix}${current.averageValue ?? '<unknown>'}/${target.averageValue}${suffix}`;
  }
  if (!isResource) return `${current.value ?? '<unknown>'}/${target.value}`;
  const percent = (value: number | undefined, missing: string) => (value === undefined ? missing : `${value}%`);
  return `${prefix}${percent(current.averageUtilization, '<unknown>')}/${percent(target.averageUtilization, '<auto>')}`;
}
