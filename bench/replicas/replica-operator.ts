/** The operator of bench/replicas.ts: each call is written down, at once, when it begins and when it ends; between is a wait and a write. */
import { appendFileSync } from 'node:fs';
import { CRDBase, KubernetesOperator } from 'tskubeop';
import type { LedgerLine } from './replica-history.ts';

const { LEDGER = '', REPLICA = '', WAIT_MILLISECONDS = '20' } = process.env;

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
      await new Promise((resolve) => setTimeout(resolve, Number(WAIT_MILLISECONDS) * Math.random() * 2));
      this.status = { by: REPLICA, ...(size === undefined ? {} : { size }) };
      await this.flush();
    } finally {
      this.#note('end');
    }
  }

  #note(what: LedgerLine['what']) {
    const line: LedgerLine = { what, name: this.metadata.name, at: Number(process.hrtime.bigint()) / 1e6 };
    appendFileSync(LEDGER, `${JSON.stringify(line)}\n`);
  }
}

if (import.meta.main) await new KubernetesOperator(Replicated).run();
