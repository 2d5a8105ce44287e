/**
 * The name of an operator, under which it appears in its help, as field manager, and in Events.
 */
import type { CRDClass } from '../resource/crd-class.ts';

/** The longest name that the API server takes for the reporter of an Event. */
const MAX_NAME = 63;

/** `printer-operator` for class PrinterOperator; for KubernetesOperator itself, after the first kind that it handles. */
export function operatorName(className: string, crds: readonly CRDClass[]): string {
  const own = className === 'KubernetesOperator' ? '' : kebabCase(className);
  if (own !== '') return own;
  const kind = kebabCase(crds[0]?.KIND ?? '');
  return kind === '' ? 'operator' : kebabCase(`${kind}-operator`);
}

/** Letters, digits and single dashes, with a letter or digit at either end. */
function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_NAME)
    .replace(/-+$/, '')
    .toLowerCase();
}
