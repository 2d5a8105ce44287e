/**
 * An explanation as a reader at a terminal wants it. Pure.
 */
import type { LastCall } from '../controller/call-history.ts';
import type { AwaitedMoment, Explanation } from '../controller/explanation.ts';

/** An explanation with the operator that gave it. */
export type ExplanationAnswer = Explanation & { readonly operator: { readonly name: string; readonly pid: number } };

/** Several lines; the first says it all. */
export function explanationText(explained: ExplanationAnswer): string {
  const { kind, namespace, name, state, summary, operator } = explained;
  const rows: [string, string | undefined][] = [
    ['running', explained.running ? callText(explained.running) : undefined],
    ['last call', explained.lastCall && !explained.running ? callText(explained.lastCall) : undefined],
    ['last error', explained.lastError ?? undefined],
    ['queued', explained.queued ? `priority ${explained.queued.priority}` : undefined],
    ...explained.waitsFor.map((moment): [string, string] => ['waits for', momentText(moment)]),
    ['next turn', explained.next ? nextText(explained.next) : undefined],
    ['object', objectText(explained)],
    ['status', explained.uid === null ? undefined : statusText(explained.status)],
    [
      'finalizer',
      explained.finalizer ? `${explained.finalizer.name}, ${explained.finalizer.present ? 'present' : 'not there'}` : undefined,
    ],
    ['replica', explained.shard ? shardText(explained.shard) : undefined],
    ['watch', explained.watch ? watchText(explained.watch) : undefined],
    ['operator', `${operator.name}, process ${operator.pid}`],
  ];
  const lines = rows.flatMap(([title, text]) => (text === undefined ? [] : [`  ${title.padEnd(11)} ${text}`]));
  return [`${kind} ${namespace === null ? '' : `${namespace}/`}${name}: ${state}`, `  ${summary}`, '', ...lines, ''].join('\n');
}

function callText({ handler, reason, attempt, reconcileId, startedAt, seconds, outcome }: LastCall): string {
  const how = outcome === undefined ? `for ${seconds} s so far` : `${outcome} after ${seconds} s`;
  return `${handler} (${reason}), attempt ${attempt}, ${how}, began ${new Date(startedAt).toISOString()}, reconcileId ${reconcileId}`;
}

function momentText({ what, handler, inSeconds, at }: AwaitedMoment): string {
  return `${what}${handler === undefined ? '' : ` of ${handler}`} in ${inSeconds} s, at ${at}`;
}

function nextText({ call, reason }: NonNullable<Explanation['next']>): string {
  return call === null ? `calls nothing: ${reason}` : `calls ${call} (${reason})`;
}

function objectText({ uid, generation, resourceVersion, deleting }: Explanation): string | undefined {
  if (uid === null) return undefined;
  return `uid ${uid}, generation ${generation ?? 'unknown'}, resourceVersion ${resourceVersion}${deleting ? ', being deleted' : ''}`;
}

function statusText({ state, error, created, observedGeneration, pending }: Explanation['status']): string {
  const parts = [
    state === null ? 'no state' : `state ${state}`,
    created === null ? 'no record' : created ? 'created' : 'not created yet',
    observedGeneration === null ? undefined : `observed generation ${observedGeneration}`,
    error === null ? undefined : `error ${JSON.stringify(error)}`,
    pending ? 'a record is still to be written' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function shardText({ owner, here, heldBy }: NonNullable<Explanation['shard']>): string {
  const held = heldBy.length > 0 ? `, when ${heldBy.join(', ')} has let go of it` : '';
  return `${owner ?? 'none'}${here ? ', this one' : ''}${held}`;
}

function watchText({ state, synced, failure, silentSeconds }: NonNullable<Explanation['watch']>): string {
  const parts = [
    state,
    synced ? 'list complete' : 'list not complete',
    failure,
    `last heard from the server ${Math.round(silentSeconds)} s ago`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
