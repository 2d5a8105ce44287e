/**
 * Each Mailbox is a small HTTP server that lives as long as its object, and counts in the status what was delivered.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CRDBase, type Daemons, KubernetesOperator } from 'tskubeop';
import { z } from 'zod';

const MailboxSpec = z.object({
  port: z.number().int().min(0).max(65_535).default(0).describe('Where letters are taken; 0 for any free port'),
  open: z.boolean().default(true).describe('Whether letters are taken at all'),
});

export class Mailbox extends CRDBase<z.infer<typeof MailboxSpec>, { port?: number; letters?: number }> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'mailboxes';
  static readonly SINGULAR = 'mailbox';
  static readonly KIND = 'Mailbox';
  static readonly SPEC = MailboxSpec;
  static readonly PRINTER_COLUMNS = [
    { name: 'Port', type: 'integer', jsonPath: '.status.port' },
    { name: 'Letters', type: 'integer', jsonPath: '.status.letters' },
  ] as const;
  static readonly BACKOFF = { initialSeconds: 0.2, maxSeconds: 30 };
  static readonly DAEMONS = { serve: { graceSeconds: 5 } } satisfies Daemons<Mailbox>;

  async serve(signal: AbortSignal) {
    const server = createServer((request, response) => {
      request.resume();
      // What is read of the object is what it is now, not when the daemon began.
      if (!this.spec.open) return void response.writeHead(503).end();
      if (!signal.aborted) this.status = { letters: (this.status.letters ?? 0) + 1 };
      response.writeHead(204).end();
    });
    // A port that is taken is an error: the daemon begins again, later and later.
    server.listen(this.spec.port, '127.0.0.1');
    await once(server, 'listening', { signal });
    const { port } = server.address() as AddressInfo;
    this.status = { port };
    this.logger.info('taking letters', { port });
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

if (import.meta.main) await new KubernetesOperator(Mailbox).run();
