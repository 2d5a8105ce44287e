/** A class to log in for. */
import { CRDBase } from 'tskubeop';
import { z } from 'zod';

const GreetingSpec = z.object({
  name: z.string().min(1).max(100).optional().describe('Who is greeted; the object’s own name if left out'),
});

export class Greeting extends CRDBase<z.infer<typeof GreetingSpec>, { text?: string }> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'greetings';
  static readonly SINGULAR = 'greeting';
  static readonly KIND = 'Greeting';
  static readonly SPEC = GreetingSpec;
  static readonly PRINTER_COLUMNS = [{ name: 'Text', type: 'string', jsonPath: '.status.text' }] as const;

  reconcile() {
    this.status = { text: `Hello ${this.spec.name ?? this.metadata.name}` };
    this.logger.info('greeted');
  }
}
