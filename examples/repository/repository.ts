/**
 * Keeps repositories at a code host as their objects say. The host counts requests, so that only what has changed is sent, also
 * for what changed while the operator was down.
 */
import { type ArgsOf, type ArgumentParser, type Change, CRDBase, KubernetesOperator, type OnField, PermanentError } from 'tskubeop';
import { z } from 'zod';

const RepositorySpec = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .describe('What it is called at the host; it may be renamed'),
  visibility: z.enum(['private', 'public']).default('private').describe('Who may read it'),
  topics: z.array(z.string().min(1).max(50)).max(20).default([]).describe('By which it is found'),
  suspended: z.boolean().default(false).describe('Whether the operator keeps its hands off, as long as somebody else works on it'),
});

type RepositoryStatus = { name?: string; visibility?: string };

export class Repository extends CRDBase<z.infer<typeof RepositorySpec>, RepositoryStatus, ArgsOf<typeof RepositoryOperator>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'repositories';
  static readonly SINGULAR = 'repository';
  static readonly KIND = 'Repository';
  static readonly SHORT_NAMES = ['repo'];
  static readonly SPEC = RepositorySpec;
  static readonly PRINTER_COLUMNS = [
    { name: 'Name', type: 'string', jsonPath: '.status.name' },
    { name: 'Visibility', type: 'string', jsonPath: '.status.visibility' },
    { name: 'Suspended', type: 'boolean', jsonPath: '.spec.suspended' },
    { name: 'Error', type: 'string', jsonPath: '.status.error' },
  ] as const;
  /** Each host has an operator of its own. */
  static readonly LABEL_SELECTOR = 'code-host=main';
  /** There anybody may try what he likes. */
  static readonly FIELD_SELECTOR = 'metadata.namespace!=sandbox';
  static readonly WHEN = ({ spec }: Repository) => spec.suspended !== true;
  static readonly ON_FIELD = { renamed: 'spec.name', shown: 'spec.visibility', tagged: 'spec.topics' } satisfies OnField<Repository>;
  static readonly KEEP_LAST_HANDLED = true;
  static readonly BACKOFF = { maxSeconds: 60 };
  static readonly TIMEOUT_SECONDS = 30;

  async ensureCreated() {
    const { name, visibility, topics } = this.spec;
    await this.send('PUT', '', { name, visibility, topics });
    this.status = { name, visibility };
  }

  async renamed() {
    const { name } = this.spec;
    await this.send('PUT', '/name', name);
    this.event('Normal', 'Renamed', `${this.status.name} is called ${name} from now on`);
    this.status = { name };
  }

  async shown() {
    const { visibility } = this.spec;
    await this.send('PUT', '/visibility', visibility);
    if (visibility === 'public') this.event('Warning', 'Published', 'everybody can read it now');
    this.status = { visibility };
  }

  async tagged({ reason, diff }: Change<this>) {
    await this.send('PUT', '/topics', this.spec.topics);
    // 'missed' where it has changed while nobody looked, with what it was before all the same.
    this.logger.info('other topics', { reason, diff });
  }

  async ensureDeleted() {
    await this.send('DELETE', '');
  }

  /** By uid, which stays the same whatever it is called; so a request that is sent twice does no harm. */
  private async send(method: 'PUT' | 'DELETE', property: string, value?: unknown): Promise<void> {
    const url = new URL(`/repositories/${this.metadata.uid}${property}`, this.args.host);
    const answer = await fetch(url, { method, signal: this.signal, ...(value === undefined ? {} : { body: JSON.stringify(value) }) });
    await answer.body?.cancel();
    if (answer.status === 409) throw new PermanentError(`the name ${this.spec.name} is taken at the host`);
    if (!answer.ok && !(method === 'DELETE' && answer.status === 404)) throw new Error(`the code host answers ${answer.status}`);
  }
}

export class RepositoryOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser.option('host', { type: 'string', default: 'http://127.0.0.1:8094', describe: 'Where the code host is' });
  }
}

if (import.meta.main) await new RepositoryOperator(Repository).run();
