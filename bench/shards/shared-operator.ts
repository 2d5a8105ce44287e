/** The operator of bench/shards.ts: each call says in the ledger when it begins and when it ends; what is between is a wait, or work. */
import { CRDBase, KubernetesOperator } from 'tskubeop';

const { LEDGER = '', REPLICA = '', WORK_MILLISECONDS = '0', WAIT_MILLISECONDS = '20' } = process.env;

export class Share extends CRDBase<{ size?: number }, { by?: string; size?: number }> {
  static readonly GROUP = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'shares';
  static readonly SINGULAR = 'share';
  static readonly KIND = 'Share';

  async reconcile() {
    const { size } = this.spec as { size?: number };
    if (this.status.size === size) return;
    const key = `${this.metadata.namespace}/${this.metadata.name}`;
    await this.#say('begin', key);
    try {
      await this.#work();
      this.status = { by: REPLICA, ...(size === undefined ? {} : { size }) };
      await this.flush();
    } finally {
      await this.#say('end', key);
    }
  }

  async #work() {
    const until = performance.now() + Number(WORK_MILLISECONDS);
    while (performance.now() < until) Math.sqrt(until);
    const waiting = Number(WAIT_MILLISECONDS);
    if (waiting > 0) await new Promise((resolve) => setTimeout(resolve, waiting * Math.random() * 2));
  }

  async #say(what: string, key: string) {
    await fetch(LEDGER, { method: 'POST', body: JSON.stringify({ what, key, by: REPLICA }) });
  }
}

if (import.meta.main) await new KubernetesOperator(Share).run();
