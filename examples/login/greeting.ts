/** A class to log in for. */
import { CRDBase } from 'tskubeop';

export class Greeting extends CRDBase<{ name?: string }, { text?: string }> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'greetings';
  static readonly SINGULAR = 'greeting';
  static readonly KIND = 'Greeting';

  reconcile() {
    this.status = { text: `Hello ${this.spec.name ?? this.metadata.name}` };
  }
}
