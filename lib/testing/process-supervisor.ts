/**
 * A program of its own: runs processes for another one and ends them all when that one is gone, however it ended.
 *
 * Its standard input is the life line: each line is an order ({ start } or { kill }), and its end, which the system brings
 * about also when the owner was killed, means: end every process, remove the folder, leave. Only processes that were started
 * here are touched. Each answer is one line of JSON on standard output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ProcessExit, ProcessSpecification, SupervisorOrder, SupervisorReport } from './supervised-processes.ts';

const [ownersFolder] = process.argv.slice(2);
const running = new Map<string, ChildProcess>();
let leaving = false;

function report(report: SupervisorReport): void {
  // The owner may be gone already; then there is nobody to tell.
  if (process.stdout.writable) process.stdout.write(`${JSON.stringify(report)}\n`);
}

function start({ name, command, args, defaults, folder, logFile }: ProcessSpecification): void {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, { cwd: folder, env: { ...defaults, ...process.env }, stdio: ['ignore', log, log] });
  closeSync(log);
  running.set(name, child);
  let ended = false;
  const end = (details: ProcessExit): void => {
    if (ended) return;
    ended = true;
    running.delete(name);
    report({ exited: details });
    if (leaving && running.size === 0) leave();
  };
  child.once('error', (error) => end({ name, code: null, signal: null, error: error.message }));
  child.once('exit', (code, signal) => end({ name, code, signal }));
  if (child.pid !== undefined) report({ started: { name, pid: child.pid } });
}

/** At once and for good: nothing that they would save is needed any more. */
function stopAll(): void {
  if (leaving) return;
  leaving = true;
  for (const child of running.values()) child.kill('SIGKILL');
  if (running.size === 0) leave();
}

/** Nothing is left that would keep this program running; it ends by itself. */
function leave(): void {
  process.stdin.destroy();
  if (ownersFolder) rmSync(ownersFolder, { recursive: true, force: true, maxRetries: 3 });
}

process.stdout.on('error', stopAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopAll);
const lines = createInterface({ input: process.stdin });
lines.on('close', stopAll);
lines.on('line', (line) => {
  const order = JSON.parse(line) as SupervisorOrder;
  if (leaving) return;
  if (order.start) start(order.start);
  if (order.kill) running.get(order.kill.name)?.kill(order.kill.signal);
});
