/**
 * Every moment of an operator's and an object's life, each to be seen in the log: startup, login, created, changed, resumed,
 * deleted, cleanup; and a ConfigMap that is adopted by its Demo.
 */
import { readFile } from 'node:fs/promises';
import {
  type ArgsOf,
  type ArgumentParser,
  type Change,
  CRDBase,
  type KubeConfig,
  KubernetesOperator,
  PermanentError,
  type StoredObject,
} from 'tskubeop';
import { z } from 'zod';
import { LOGINS, logIn } from './login.ts';

const DemoSpec = z.object({ name: z.string().min(1).max(100).default('world').describe('Who is greeted') });

type DemoStatus = { greeting?: string };

export class Demo extends CRDBase<z.infer<typeof DemoSpec>, DemoStatus, ArgsOf<typeof DemoOperator>> {
  static readonly GROUP = 'devoops.io';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'demos';
  static readonly SINGULAR = 'demo';
  static readonly KIND = 'Demo';
  static readonly SHORT_NAMES = ['d'];
  static readonly SPEC = DemoSpec;
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
  static readonly KEEP_LAST_HANDLED = true;
  static readonly PRINTER_COLUMNS = [
    { name: 'Name', type: 'string', jsonPath: '.spec.name' },
    { name: 'Greeting', type: 'string', jsonPath: '.status.greeting' },
    { name: 'State', type: 'string', jsonPath: '.status.state' },
  ] as const;

  async ensureCreated({ attempt }: Change<this>) {
    this.logger.info('created', { ...this.told(), attempt });
    await this.greet();
    this.event('Normal', 'Greeted', this.greeting);
  }

  async ensureModified({ reason, previous, current, diff }: Change<this>) {
    this.logger.info('changed', { ...this.told(), reason, old: previous?.spec, new: current.spec, diff });
    await this.greet();
  }

  async ensureResumed() {
    this.logger.info('resumed', this.told());
    // Nobody says afterwards that the ConfigMap was deleted while we were down.
    await this.greet();
  }

  ensureDeleted() {
    // The ConfigMap needs nothing: it goes with its owner.
    this.logger.info('deleted', this.told());
  }

  async childChanged(child: StoredObject, type: string) {
    this.logger.info('child changed', { child: `${child.kind}/${child.metadata.name}`, type });
    if (type === 'DELETED') await this.greet();
  }

  private get greeting(): string {
    return `${this.args.greeting}, ${this.spec.name}!`;
  }

  /** Written by hand, where this.apply would do all of it, to show adopt: it makes the manifest belong to this Demo. */
  private async greet() {
    const { name, namespace, uid } = this.metadata;
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    const live = await this.client.find({ ...kind, name, namespace }, { signal: this.signal });
    if (live && !live.metadata.ownerReferences?.some((owner) => owner.uid === uid)) {
      throw new PermanentError(`ConfigMap ${name} is there already, and not of this Demo`);
    }
    const manifest = { ...kind, metadata: { name }, data: { greeting: this.greeting } };
    await this.client.apply(this.adopt(manifest), { signal: this.signal });
    this.status = { greeting: this.greeting };
  }

  /** What a handler has at hand besides the change. */
  private told() {
    const { body, metadata, spec, status } = this;
    return { body, meta: { name: metadata.name, generation: metadata.generation, labels: metadata.labels ?? {} }, spec, status };
  }
}

export class DemoOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('greeting', { type: 'string', default: 'Hello', describe: 'What is said' })
      .option('needs-file', { type: 'string', describe: 'A file without which nothing starts' })
      .option('login', { choices: LOGINS, default: 'usual' as const, describe: 'Where credentials come from' });
  }

  /** Nothing starts until this has succeeded: no login, no request, no handler. */
  async onStartup() {
    const { needsFile } = this.args;
    if (needsFile !== undefined) await readFile(needsFile);
    this.logger.info('startup');
  }

  /** Called again when the credentials are about to run out, or are refused. */
  async onLogin(): Promise<KubeConfig | undefined> {
    const { login } = this.args;
    this.logger.info('login', { login });
    return logIn(login, process.env);
  }

  /** Called last, whatever ended the operator. */
  onCleanup(error?: unknown) {
    this.logger.info('cleanup', error === undefined ? {} : { error });
  }
}

if (import.meta.main) await new DemoOperator(Demo).run();
