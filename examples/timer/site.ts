/**
 * Looks at a web site again and again, and says in the status whether it is up. Nothing is written while nothing changes.
 */
import { CRDBase, KubernetesOperator, TemporaryError, type Timers } from 'tskubeop';
import { z } from 'zod';

const SiteSpec = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .describe('What is looked at'),
});

export class Site extends CRDBase<z.infer<typeof SiteSpec>, { up?: boolean; answer?: string }> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'sites';
  static readonly SINGULAR = 'site';
  static readonly KIND = 'Site';
  static readonly SPEC = SiteSpec;
  static readonly PRINTER_COLUMNS = [
    { name: 'Up', type: 'boolean', jsonPath: '.status.up' },
    { name: 'Answer', type: 'string', jsonPath: '.status.answer' },
  ] as const;
  static readonly BACKOFF = { initialSeconds: 0.5, maxSeconds: 5 };
  static readonly TIMEOUT_SECONDS = 10;
  static readonly TIMERS = { look: { intervalSeconds: 1, sharp: true } } satisfies Timers<Site>;

  async look() {
    const answer = await this.ask();
    this.status = { up: answer < 500, answer: `${answer}` };
    if (answer >= 500) throw new TemporaryError(`the site answers ${answer}`, { delaySeconds: 0.5 });
  }

  private async ask(): Promise<number> {
    try {
      const answer = await fetch(this.spec.url, { method: 'HEAD', redirect: 'manual', signal: this.signal });
      return answer.status;
    } catch (cause) {
      this.status = { up: false, answer: 'none' };
      throw new Error('the site does not answer', { cause });
    }
  }
}

if (import.meta.main) await new KubernetesOperator(Site).run();
