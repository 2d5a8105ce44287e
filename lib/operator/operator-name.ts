/**
 * The name of an operator, under which it appears in its help, as field manager, and in Events.
 */
import type { CRDClass } from '../resource/crd-class.ts';

/** `printer-operator` for class PrinterOperator; for KubernetesOperator itself, after the first kind that it handles. */
export function operatorName(className: string, crds: readonly CRDClass[]): string {
  if (className !== 'KubernetesOperator' && className !== '') return kebabCase(className);
  const kind = crds[0]?.KIND;
  return kind ? `${kebabCase(kind)}-operator` : 'operator';
}

function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
}
