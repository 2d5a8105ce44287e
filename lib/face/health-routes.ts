/**
 * `/livez`, `/readyz` and `/healthz` in the form that Kubernetes' own components have: `ok`, or what failed; `?verbose` lists all,
 * `?exclude=NAME` leaves one out, and `/readyz/NAME` is one alone.
 */
import type { Health } from '../health/health.ts';
import { type HttpAnswer, HttpRefusal, type HttpRequest, type HttpRoutes } from './http-routes.ts';

/** One line of an answer. */
interface Line {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** What the routes show. */
export interface HealthRoutesOptions {
  readonly health: Health;
  /** Takes secrets out of a message. */
  redact(message: string): string;
}

/** Adds the routes. `/healthz` is `/livez` under the name that probes of many programs have. */
export function addHealthRoutes(routes: HttpRoutes, { health, redact }: HealthRoutesOptions): void {
  const live = () => livenessLines(health);
  const ready = () => readinessLines(health, redact);
  for (const [name, lines] of [
    ['livez', live],
    ['healthz', live],
    ['readyz', ready],
  ] as const) {
    routes.add(`/${name}`, (request) => answerAll(name, lines(), request));
    routes.add(`/${name}/*`, ({ rest }) => answerOne(lines(), rest));
  }
}

/** The name of a check as a path and a query can have it: `watch-of-printer-in-team-a`. */
export function checkName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function livenessLines(health: Health): Line[] {
  const lines = health.pulses().map(({ name, ok, ageSeconds, limitSeconds }) => {
    const age = `last sign of life ${seconds(ageSeconds)} ago`;
    return { name: checkName(name), ok, message: ok ? age : `${age}, more than ${limitSeconds} s` };
  });
  // That this is answered at all says that the process lives.
  return [{ name: 'ping', ok: true, message: '' }, ...lines];
}

function readinessLines(health: Health, redact: (message: string) => string): Line[] {
  const ages = new Map(health.pulses().map(({ name, ageSeconds }) => [name, ageSeconds]));
  return health.checks().map(({ name, ok, message, since }) => {
    const age = ages.get(name);
    const signs = age === undefined ? '' : `, last sign of life ${seconds(age)} ago`;
    return { name: checkName(name), ok, message: `${redact(message)}, since ${new Date(since).toISOString()}${signs}` };
  });
}

function seconds(value: number): string {
  return `${Math.max(0, value).toFixed(1)} s`;
}

function answerAll(title: string, all: readonly Line[], { query }: HttpRequest): HttpAnswer {
  const excluded = new Set(query.getAll('exclude').filter((name) => name !== ''));
  const unknown = [...excluded].filter((name) => !all.some((line) => line.name === name));
  const ok = all.every((line) => line.ok || excluded.has(line.name));
  if (ok && !query.has('verbose')) return { body: 'ok' };
  const lines = all.map((line) => (excluded.has(line.name) ? `[+]${line.name} excluded: ok` : lineText(line)));
  if (unknown.length > 0)
    lines.push(`warn: there is no check to exclude of the name ${unknown.map((name) => JSON.stringify(name)).join(', ')}`);
  lines.push(`${title} check ${ok ? 'passed' : 'failed'}`);
  return { status: ok ? 200 : 500, body: `${lines.join('\n')}\n` };
}

function answerOne(all: readonly Line[], name: string): HttpAnswer {
  const line = all.find((each) => each.name === name);
  if (!line) throw new HttpRefusal(404, `404: there is no check of this name; the names are ${all.map((each) => each.name).join(', ')}`);
  return line.ok ? { body: 'ok' } : { status: 500, body: `${lineText(line)}\n` };
}

function lineText({ name, ok, message }: Line): string {
  return `[${ok ? '+' : '-'}]${name} ${ok ? 'ok' : 'failed'}${message === '' ? '' : `: ${message}`}`;
}
