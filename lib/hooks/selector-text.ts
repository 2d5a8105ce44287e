/**
 * Label and field selectors in the form in which they are sent to the server. Pure.
 */

/** A label selector as YAML has it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** A field selector as hooks have it. */
export interface FieldSelector {
  readonly matchExpressions: readonly { readonly field: string; readonly operator: string; readonly value: string }[];
}

const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The text of a label selector; undefined when it selects everything.
 *
 * @throws SyntaxError with what no server would take
 */
export function labelSelectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string | undefined {
  const parts = Object.entries(matchLabels).map(([key, value]) => `${checkedKey(key)}=${checkedValue(value)}`);
  for (const expression of matchExpressions) parts.push(requirementText(expression));
  return parts.length === 0 ? undefined : parts.join(',');
}

/** The text of a field selector; undefined when it selects everything. */
export function fieldSelectorText({ matchExpressions }: FieldSelector): string | undefined {
  const parts = matchExpressions.map(({ field, operator, value }) => {
    const sign = operator === '!=' || operator === 'NotEquals' ? '!=' : '=';
    return `${field}${sign}${value.replace(/[\\,=]/g, '\\$&')}`;
  });
  return parts.length === 0 ? undefined : parts.join(',');
}

function requirementText({ key, operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number]): string {
  const name = checkedKey(key);
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) throw new SyntaxError(`operator ${operator} of ${name} needs values`);
  if (!takesValues && values.length > 0) throw new SyntaxError(`operator ${operator} of ${name} takes no values`);
  switch (operator) {
    case 'In':
      return `${name} in (${values.map(checkedValue).join(',')})`;
    case 'NotIn':
      return `${name} notin (${values.map(checkedValue).join(',')})`;
    case 'Exists':
      return name;
    default:
      return `!${name}`;
  }
}

function checkedKey(key: string): string {
  const slash = key.indexOf('/');
  const valid = LABEL_NAME.test(key.slice(slash + 1)) && (slash < 0 || LABEL_PREFIX.test(key.slice(0, slash)));
  if (!valid) throw new SyntaxError(`${JSON.stringify(key)} is no name of a label`);
  return key;
}

function checkedValue(value: string): string {
  if (value !== '' && !LABEL_NAME.test(value)) {
    throw new SyntaxError(
      `${JSON.stringify(value)} is no value of a label (at most 63 letters, digits, '-', '_' and '.', a letter or digit at either end)`,
    );
  }
  return value;
}
