/**
 * What an operator answers of its hooks through its inspection socket: queues, hooks, snapshots, and how they are run. Data of
 * Secrets is left out, and so is what a filter made of a Secret.
 */
import { REDACTED, type Redactor } from '../base/redaction.ts';
import type { HttpAnswer, HttpRoutes } from '../face/http-routes.ts';
import type { HookInspection } from './hook-inspection.ts';

/** What is asked. */
export interface HookInspectionOptions {
  /** The hooks as they are now; undefined while another replica runs them. */
  inspection(): HookInspection | undefined;
  readonly redactor: Redactor;
}

/** Adds the routes. */
export function addHookInspectionRoutes(routes: HttpRoutes, { inspection, redactor }: HookInspectionOptions): void {
  const answer = (look: (hooks: HookInspection) => unknown) => () => {
    const hooks = inspection();
    if (!hooks)
      return json(503, { code: 'NOT_HERE', error: 'the hooks do not run here: another replica leads, or they are about to begin' });
    return json(200, redactor.fields({ answer: look(hooks) }).answer);
  };
  routes.add(
    '/hooks/queue',
    answer((hooks) => hooks.queues()),
  );
  routes.add(
    '/hooks/list',
    answer((hooks) => hooks.hooks()),
  );
  routes.add(
    '/hooks/config',
    answer((hooks) => hooks.config()),
  );
  routes.add('/hooks/snapshot', ({ query }) => {
    const name = query.get('hook') ?? '';
    const hooks = inspection();
    if (hooks && !hooks.snapshots(name)) {
      const known = hooks.hooks().map((hook) => hook.name);
      return json(400, { code: 'NO_HOOK', error: `there is no hook ${JSON.stringify(name)}; the hooks are ${known.join(', ')}` });
    }
    return answer((each) => snapshots(each, name))();
  });
}

function snapshots(hooks: HookInspection, name: string): object {
  const kinds = new Map(
    hooks
      .hooks()
      .find((hook) => hook.name === name)
      ?.kubernetes.map((binding) => [binding.name, binding.kind]),
  );
  const entries = Object.entries(hooks.snapshots(name) ?? {}).map(([binding, objects]) => {
    const isSecret = kinds.get(binding)?.toLowerCase().startsWith('secret') ?? true;
    return [binding, objects.map((object) => (isSecret && 'filterResult' in object ? { ...object, filterResult: REDACTED } : object))];
  });
  return Object.fromEntries(entries) as object;
}

function json(status: number, body: unknown): HttpAnswer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}
