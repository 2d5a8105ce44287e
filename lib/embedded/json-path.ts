/** The simple JSON paths of printer columns and scale subresources: members, quoted members, items, all items, filters. */
import { isObject } from './json.ts';

type Step = { name: string } | { index: number } | { all: true } | { filter: { path: Step[]; operator: string; value: string } };

const STEP =
  /^(?:\.?\['([^']*)'\]|\.?\["([^"]*)"\]|\[\?\(@(.+?)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\)\]|\[(-?\d+)\]|(\[\*\]|\.\*)|\.((?:\\.|[^.[\\])+))/;

/** The steps of a path such as `.status.conditions[?(@.type=="Ready")].status`. */
export function parseJsonPath(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.replace(/^\{(.*)\}$/, '$1').replace(/^\$/, '');
  if (!rest.startsWith('.') && !rest.startsWith('[')) rest = `.${rest}`;
  while (rest !== '' && rest !== '.') {
    const match = STEP.exec(rest);
    if (!match) return [{ name: '\0' }];
    const [whole, single, double, filterPath, operator, text1, text2, text3, index, all, name] = match;
    if (filterPath !== undefined)
      steps.push({ filter: { path: parseJsonPath(filterPath), operator: operator as string, value: text1 ?? text2 ?? text3 ?? '' } });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (all) steps.push({ all: true });
    else steps.push({ name: single ?? double ?? (name as string).replaceAll(/\\(.)/g, '$1') });
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** All values to which the path leads. */
export function findAll(value: unknown, steps: readonly Step[]): unknown[] {
  let current = [value];
  for (const step of steps) current = current.flatMap((item) => take(item, step));
  return current;
}

function take(value: unknown, step: Step): unknown[] {
  if ('name' in step) return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
  if ('index' in step) {
    const item = Array.isArray(value) ? value.at(step.index) : undefined;
    return item === undefined ? [] : [item];
  }
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  if ('all' in step) return items;
  const { path, operator, value: wanted } = step.filter;
  return items.filter((item) => findAll(item, path).some((found) => String(found) === wanted) === (operator === '=='));
}
