/** An operator of the SDK: cache, queue, change detection and handler. With MODE=status each handler writes the status. */
import { CRDBase, KubernetesOperator } from '../../lib/index.ts';
import { handled, type MeasuredObject } from '../meter.ts';

class Widget extends CRDBase {
  static readonly GROUP = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'widgets';
  static readonly SINGULAR = 'widget';
  static readonly KIND = 'Widget';
}

class Reading extends Widget {
  async reconcile() {
    handled(this as unknown as MeasuredObject);
  }
}

class Writing extends Widget {
  async ensureCreated() {
    await this.#save();
  }

  async ensureModified() {
    await this.#save();
  }

  async #save() {
    this.status = { state: 'processed', round: this.spec.round };
    await this.flush();
    handled(this as unknown as MeasuredObject);
  }
}

await new KubernetesOperator(process.env.MODE === 'status' ? Writing : Reading).run();
