/** An outside ledger: who handles which object from when to when, as the handlers themselves say before they begin and after they have ended. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a replica says. */
export interface LedgerEntry {
  readonly what: 'begin' | 'end';
  readonly key: string;
  readonly by: string;
}

/** See the file's comment. */
export class ShareLedger {
  /** Who handled an object last. */
  readonly last = new Map<string, string>();
  /** Calls that began while another replica's, which was alive and awake, had not ended. */
  readonly overlaps: string[] = [];
  /** How many calls have begun, and ended, by replica. */
  readonly begun = new Map<string, number>();
  readonly ended = new Map<string, number>();
  /** When an object was last handled, in milliseconds. */
  readonly at = new Map<string, number>();
  readonly #open = new Map<string, string>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        this.#note(JSON.parse(body) as LedgerEntry);
        response.end();
      });
    });
  }

  /** Where it is. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** A replica is dead, or asleep: what it had begun has no end. @returns how many calls that were */
  forget(by: string): number {
    const open = [...this.#open].filter(([, who]) => who === by);
    for (const [key] of open) this.#open.delete(key);
    return open.length;
  }

  /** Who has how many objects. */
  shares(): Map<string, number> {
    const shares = new Map<string, number>();
    for (const by of this.last.values()) shares.set(by, (shares.get(by) ?? 0) + 1);
    return shares;
  }

  #note({ what, key, by }: LedgerEntry): void {
    if (what === 'end') {
      if (this.#open.get(key) !== by) return;
      this.#open.delete(key);
      this.at.set(key, performance.now());
      this.ended.set(by, (this.ended.get(by) ?? 0) + 1);
      return;
    }
    const other = this.#open.get(key);
    if (other !== undefined) this.overlaps.push(`${key}: ${by} began while ${other} had not ended`);
    this.#open.set(key, by);
    this.last.set(key, by);
    this.begun.set(by, (this.begun.get(by) ?? 0) + 1);
  }
}
