/**
 * The operator of bench/replicas.ts and bench/shards.ts: each call is written down, at once, when it begins and when it ends; between are
 * work or a wait, and a write.
 */
import { openSync, writeSync } from 'node:fs';
import { CRDBase, KubernetesOperator } from 'tskubeop';
import type { LedgerLine } from './replica-history.ts';

const { LEDGER, REPLICA = '', WAIT_MILLISECONDS = '20', WORK_MILLISECONDS = '0', WRITES = '1' } = process.env;

// Held open: a line costs a few microseconds, and is there also when the process is killed right after.
const ledger = LEDGER === undefined ? undefined : openSync(LEDGER, 'a');

export class Replicated extends CRDBase<{ size?: number }, { by?: string; size?: number }> {
  static readonly GROUP = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'replicateds';
  static readonly SINGULAR = 'replicated';
  static readonly KIND = 'Replicated';

  async reconcile() {
    const { size } = this.spec as { size?: number };
    if (this.status.size === size) return;
    this.#note('begin');
    try {
      work(Number(WORK_MILLISECONDS));
      const waiting = Number(WAIT_MILLISECONDS);
      if (waiting > 0) await new Promise((resolve) => setTimeout(resolve, waiting * Math.random() * 2));
      if (WRITES === '0') return;
      this.status = { by: REPLICA, ...(size === undefined ? {} : { size }) };
      await this.flush();
    } finally {
      this.#note('end');
    }
  }

  #note(what: LedgerLine['what']) {
    if (ledger === undefined) return;
    const line: LedgerLine = { what, name: this.metadata.name, at: Number(process.hrtime.bigint()) / 1e6 };
    writeSync(ledger, `${JSON.stringify(line)}\n`);
  }
}

/** Uses the CPU for so long: time of this thread, not of the wall, so that a thread that has to wait for a core isn't done sooner. */
function work(milliseconds: number): void {
  if (milliseconds === 0) return;
  const before = process.threadCpuUsage();
  for (let used = 0; used < milliseconds * 1000; ) {
    for (let step = 0; step < 10_000; step += 1) Math.sqrt(step * used);
    const { user, system } = process.threadCpuUsage(before);
    used = user + system;
  }
}

if (import.meta.main) {
  // Nobody is left to end it when the program that started it was interrupted.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  await new KubernetesOperator(Replicated).run();
}
