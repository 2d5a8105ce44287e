/**
 * The class that is one process: it reads the arguments, finds the credentials, and sets a controller to work for each class.
 */
import { createRequire } from 'node:module';
import { isBundled } from '../base/bundled.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { AbortedError, IllegalStateError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { checkNodeVersion } from '../base/node-version.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { Network } from '../cluster/network.ts';
import type { ControllerObserver } from '../controller/controller-context.ts';
import { classWarnings } from '../resource/class-warnings.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { checkClasses } from '../resource/crd-class-check.ts';
import type { ArgumentParser, ArgumentsOf, DeclaredArguments, SdkArguments } from './argument-parser.ts';
import type { ParseArgumentsOptions, ParsedArguments } from './arguments.ts';
import { isOnlyImported, refuseWhileImporting } from './import-guard.ts';
import type { LoginResult, OperatorLifeCycle } from './life-cycle.ts';
import type { HookOptions } from './mounted-hooks.ts';
import { operatorName } from './operator-name.ts';
import type { StartPlan } from './operator-start.ts';
import { keepCompiledModules, limitYoungGeneration } from './program-runtime.ts';
import { reportFailure } from './report-failure.ts';
import type { RunningOperator } from './running-operator.ts';
import { ProcessSignals } from './signals.ts';

/** Options of `start`. */
export interface StartOptions {
  /**
   * The arguments: as on a command line, or the values themselves, over the defaults. The environment is not read.
   * @default none
   */
  args?: readonly string[] | Record<string, unknown>;
  /** The cluster and its credentials; what onLogin gives wins. @default the service account's or the kubeconfig */
  kubeConfig?: KubeConfig;
  /** Stops the operator when it aborts. @default none */
  signal?: AbortSignal;
  /** @default the system's */
  clock?: Clock;
  /** @default winston, to stderr */
  logger?: Logger;
  /** Is told of each call. @default nobody */
  observer?: ControllerObserver;
}

/** What the test kit gives besides: no user's business. */
export interface TestStartOptions extends StartOptions {
  /** What stands before the sockets, or in their place. @default nothing */
  network?: Network;
  /** What an operator that is started a thousand times need not find out each time. @default nothing */
  memory?: StartMemory;
}

/** What starts with the same arguments and classes have in common. */
export interface StartMemory {
  /** What has been read of arguments, by their JSON. */
  readonly readArguments: Map<string, RunPlan>;
  /** The lists of classes in which nothing is wrong, by the first class. */
  readonly checkedClasses: WeakMap<CRDClass, readonly CRDClass[]>;
}

/** What an operator may have besides its classes. */
export interface KubernetesOperatorOptions {
  /** Shell hooks, or hooks in any language, that run beside the classes: their folder, or how they are run. @default none */
  hooks?: string | HookOptions;
}

type RunPlan = Extract<ParsedArguments, { kind: 'run' }>;

/**
 * Base class of all operators, and one itself: `new KubernetesOperator(Printer)`.
 *
 * The constructor does nothing. `run()` is a program; `start()` is the same for programs and tests that live on.
 */
export class KubernetesOperator {
  /** The classes that it handles. */
  readonly crds: readonly CRDClass[];
  readonly #hooks: HookOptions | undefined;
  #args: object | undefined;
  #logger: Logger | undefined;
  #running: RunningOperator | undefined;
  /** True from the start until all has stopped. */
  #active = false;

  /** @param crds a subclass of CRDBase, or several; none where there are hooks */
  constructor(crds: CRDClass | readonly CRDClass[], options: KubernetesOperatorOptions = {}) {
    const { hooks } = options;
    this.#hooks = typeof hooks === 'string' ? { folder: hooks } : hooks;
    this.crds = Object.freeze(Array.isArray(crds) ? [...crds] : [crds]) as readonly CRDClass[];
  }

  /** Declares options of your own: `return parser.option('image', { type: 'string', default: 'busybox' })`. */
  addArguments(_parser: ArgumentParser): DeclaredArguments {}

  /** Called before anything else; nothing starts until it has succeeded. */
  onStartup(): void | Promise<void> {}

  /**
   * Gives the credentials: at start, after the server has refused the present ones, and before they run out. Without it they
   * come from the service account or the kubeconfig.
   */
  onLogin?(): LoginResult | Promise<LoginResult>;

  /** Called last, with the error if one ended the operator. */
  onCleanup(_error?: unknown): void | Promise<void> {}

  /** The arguments. @throws IllegalStateError it hasn't been started */
  get args(): ArgumentsOf<this> {
    if (!this.#args) throw new IllegalStateError('the arguments are read by run() or start(), which has not been called yet');
    return this.#args as ArgumentsOf<this>;
  }

  /** The operator's logger. @throws IllegalStateError it hasn't been started */
  get logger(): Logger {
    if (!this.#logger) throw new IllegalStateError('the logger is made by run() or start(), which has not been called yet');
    return this.#logger;
  }

  /**
   * The program: reads process.argv and the environment, stops at SIGINT and SIGTERM, and sets process.exitCode: 0 after a clean
   * stop, --help and --version, 1 when it could not start or ended by an error, 2 for wrong usage.
   *
   * @returns when all has stopped; rejects only for bugs
   */
  async run(): Promise<void> {
    // Whoever imports the module reports it, also where it doesn't wait for run().
    if (isOnlyImported('run()')) return;
    keepCompiledModules();
    limitYoungGeneration();
    const exitCode = await this.#program();
    // Of several operators in one process, the failure of one is the failure of the process.
    if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;
  }

  /**
   * Starts the operator and resolves when it is at work. Touches neither process.argv nor signals nor the exit code.
   *
   * @throws InvalidClassError, InvalidSchemaError, UsageError, CredentialsError, UnreachableError, CustomResourceDefinitionError, LifeCycleError
   * @throws AbortedError the signal aborted before it had started
   * @throws IllegalStateError it is running already
   */
  async start(options: StartOptions = {}): Promise<RunningOperator> {
    refuseWhileImporting('start()');
    const { args = [], memory } = options as TestStartOptions;
    this.#check(memory);
    const text = memory && JSON.stringify(args);
    const known = text === undefined ? undefined : memory?.readArguments.get(text);
    if (known) return this.#start(known, options);
    const plan = await this.#parse(isWords(args) ? { argv: args } : { argv: [], values: args });
    if (text !== undefined && plan.kind === 'run') memory?.readArguments.set(text, plan);
    // --help among the arguments of start has nobody to read it.
    if (plan.kind !== 'run') throw new IllegalStateError(`--${plan.kind} is for the command line, not for start()`);
    return this.#start(plan, options);
  }

  /**
   * Calls `reconcile`, else `ensureModified`, of an object with reason 'triggered': something outside of the cluster has changed.
   * Any callback may call it, at any time.
   *
   * @param type one of the operator's classes
   * @param namespace undefined for a cluster-scoped class
   * @param name the object's name
   * @returns false when there is no such object that is handled, or the operator is not running
   * @throws IllegalStateError the class is not one of this operator's
   */
  trigger(type: CRDClass, namespace: string | undefined, name: string): boolean {
    if (!this.crds.includes(type)) throw new IllegalStateError(`trigger: class ${type?.name} is not one of this operator's`);
    return this.#running?.trigger(type, namespace, name) ?? false;
  }

  #check(memory?: StartMemory): void {
    checkNodeVersion();
    const [first] = this.crds;
    // Hooks alone are an operator too.
    if (!first && this.#hooks) return;
    const checked = first && memory?.checkedClasses.get(first);
    if (checked?.length === this.crds.length && checked.every((type, index) => type === this.crds[index])) return;
    checkClasses(this.crds);
    if (first) memory?.checkedClasses.set(first, this.crds);
  }

  async #program(): Promise<number> {
    const signals = new ProcessSignals({
      onSignal: (signal, last) => this.#logger?.info(last ? 'ending at once' : 'signal received', { signal }),
    });
    try {
      this.#check();
      const plan = await this.#parse({ argv: process.argv.slice(2), env: process.env });
      if (plan.kind !== 'run') {
        process.stdout.write(`${plan.text.trimEnd()}\n`);
        return 0;
      }
      const running = await this.#start(plan, { signal: signals.signal }, 'default');
      await running.done;
      return 0;
    } catch (error) {
      if (AbortedError.is(error) && signals.signal.aborted) return 0;
      const { exitCode, message } = reportFailure(error);
      process.stderr.write(message);
      return exitCode;
    } finally {
      signals.dispose();
    }
  }

  async #start(plan: RunPlan, options: StartOptions, inspectSocket: StartPlan['inspectSocket'] = 'off'): Promise<RunningOperator> {
    if (this.#active) throw new IllegalStateError('the operator is running already; make another instance to run it twice');
    this.#active = true;
    try {
      const running = await this.#bringUp(plan, options, inspectSocket);
      this.#running = running;
      const end = () => {
        this.#active = false;
        this.#running = undefined;
      };
      running.done.then(end, end);
      return running;
    } catch (error) {
      this.#active = false;
      throw error;
    }
  }

  async #bringUp(plan: RunPlan, options: TestStartOptions, inspectSocket: StartPlan['inspectSocket']): Promise<RunningOperator> {
    const { clock = systemClock, signal = new AbortController().signal } = options;
    const { logLevel, logFormat } = plan.args;
    this.#args = Object.freeze(plan.args);
    this.#logger = options.logger ?? (await createLogger({ level: logLevel, format: logFormat, secrets: plan.secrets }));
    for (const warning of [...plan.warnings, ...classWarnings(this.crds)]) this.#logger.warn(warning);
    const { startOperator } = await import('./operator-start.ts');
    return startOperator({
      name: this.#name,
      crds: this.crds,
      hooks: this.#hooks,
      args: plan.args,
      inspectSocket,
      secrets: plan.secrets,
      lifeCycle: this as OperatorLifeCycle,
      kubeConfig: options.kubeConfig,
      env: process.env,
      clock,
      logger: this.#logger,
      observer: options.observer ?? {},
      network: options.network,
      signal,
    });
  }

  /** What reads arguments and what reaches the cluster is loaded by those who start: a class can be looked at without. */
  async #parse(given: Pick<ParseArgumentsOptions, 'argv' | 'values'> & { env?: NodeJS.ProcessEnv }): Promise<ParsedArguments> {
    const all = { env: {}, ...given, isTerminal: process.stderr.isTTY === true };
    if (this.addArguments === KubernetesOperator.prototype.addArguments) {
      const { plainArguments } = await import('./plain-arguments.ts');
      const plain = plainArguments(all);
      if (plain) return plain;
    }
    const { parseArguments } = await import('./arguments.ts');
    return parseArguments({
      ...all,
      programName: this.#name,
      version: `${this.#name} (tskubeop ${sdkVersion()})`,
      addArguments: (parser) => this.addArguments(parser),
    });
  }

  get #name(): string {
    return operatorName(this.constructor.name, this.crds);
  }
}

function isWords(args: readonly string[] | Record<string, unknown>): args is readonly string[] {
  return Array.isArray(args);
}

/** winston is loaded only by those who log with it. */
async function createLogger(options: {
  level: SdkArguments['logLevel'];
  format: SdkArguments['logFormat'];
  secrets: readonly string[];
}): Promise<Logger> {
  const { createWinstonLogger } = await import('../base/winston-logger.ts');
  return createWinstonLogger(options);
}

function sdkVersion(): string {
  const { version } = (isBundled() ? require('tskubeop/package.json') : createRequire(import.meta.url)('tskubeop/package.json')) as {
    version: string;
  };
  return version;
}
