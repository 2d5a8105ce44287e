/**
 * What an operator answers through its inspection socket: who it is, and why an object is or isn't being handled.
 */
import type { Clock } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { CallHistory } from '../controller/call-history.ts';
import type { Controller } from '../controller/controller.ts';
import { type Explanation, explain } from '../controller/explanation.ts';
import type { HttpAnswer, HttpRoutes } from '../face/http-routes.ts';
import type { CRDClass } from '../resource/crd-class.ts';

/** A class that can be asked about. */
export interface InspectedClass {
  readonly type: CRDClass;
  readonly controller: Controller;
  readonly history: CallHistory;
}

/** What is asked. */
export interface InspectionRoutesOptions {
  /** The operator's name. */
  readonly name: string;
  readonly clock: Clock;
  readonly classes: readonly InspectedClass[];
  /** Takes secrets out of a message. */
  redact(message: string): string;
}

/** The answer to a question that can't be answered: its code tells programs why, its error people. */
export interface InspectionRefusal {
  readonly code: 'NO_KIND' | 'NO_NAMESPACE' | 'BAD_QUESTION';
  readonly error: string;
}

/** As many names are listed at most. */
const MOST_NAMES = 10;

/** Adds the routes. */
export function addInspectionRoutes(routes: HttpRoutes, options: InspectionRoutesOptions): void {
  const { name, classes, clock } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const kinds = classes.map(({ type }) => type.KIND);
  routes.add('/', () => json(200, { name, pid: process.pid, startedAt, kinds }));
  routes.add('/explain', ({ query }) => {
    const answer = explainObject(query.get('kind') ?? '', query.get('name') ?? '', options);
    if (!('code' in answer)) return json(200, { ...answer, operator: { name, pid: process.pid } });
    return json(answer.code === 'NO_KIND' ? 404 : 400, answer);
  });
}

/** Explains one object; its name may lack the namespace where only one has such an object. */
export function explainObject(kind: string, name: string, options: InspectionRoutesOptions): Explanation | InspectionRefusal {
  if (kind === '' || name === '')
    return { code: 'BAD_QUESTION', error: 'give kind and name, such as ?kind=Printer&name=team-a/my-printer' };
  const found = options.classes.find(({ type }) => isNamed(type, kind));
  if (!found) {
    const known = options.classes.map(({ type }) => type.KIND).join(', ') || 'no kind';
    return { code: 'NO_KIND', error: `${options.name} handles no ${kind}; it handles ${known}` };
  }
  const key = keyOf(found, name);
  if (typeof key === 'object') return key;
  const { controller, history } = found;
  const { clock, redact } = options;
  return explain(controller.factsOf(key), {
    now: clock.now(),
    monotonic: clock.monotonic(),
    lastCall: history.lastCall(key),
    failedTurn: history.failedTurn(key),
    redact,
  });
}

/** By any of the names that kubectl knows, in any case. */
function isNamed({ KIND, PLURAL, SINGULAR, SHORT_NAMES = [], GROUP }: CRDClass, given: string): boolean {
  const name = given.toLowerCase();
  const names = [KIND, PLURAL, SINGULAR, ...SHORT_NAMES].map((each) => each.toLowerCase());
  return names.some((each) => name === each || name === `${each}.${GROUP}`.toLowerCase());
}

function keyOf({ type, controller }: InspectedClass, name: string): ObjectKey | InspectionRefusal {
  if (type.SCOPE === 'Cluster' || name.includes('/')) return name;
  const keys = controller.keysNamed(name);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return only;
  if (keys.length === 0)
    return { code: 'NO_NAMESPACE', error: `no ${type.KIND} of the name ${name} is known; give its namespace too: NAMESPACE/${name}` };
  const shown = keys.slice(0, MOST_NAMES).join(', ');
  return { code: 'NO_NAMESPACE', error: `several are called ${name}: ${shown}${keys.length > MOST_NAMES ? ', …' : ''}` };
}

function json(status: number, body: object): HttpAnswer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}
