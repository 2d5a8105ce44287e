/**
 * Bringing an operator to life, in this order: the classes are checked, `onStartup` succeeds, credentials are found, the API
 * server answers, CRDs are created if asked for, then the controllers start. A failure on the way undoes what was begun.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { AbortedError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Redactor } from '../base/redaction.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import { currentNamespace, inClusterAccount, inClusterNamespace, loadKubeConfig } from '../cluster/kube-config.ts';
import type { Network } from '../cluster/network.ts';
import { knowsShareOnly } from '../controller/cache-extent.ts';
import { CallHistory } from '../controller/call-history.ts';
import { ClassDirectory } from '../controller/class-directory.ts';
import { Controller } from '../controller/controller.ts';
import type { ControllerCluster, ControllerObserver } from '../controller/controller-context.ts';
import { joinObservers } from '../controller/joined-observer.ts';
import { OperatorFace } from '../face/operator-face.ts';
import type { HealthCheck } from '../health/health.ts';
import type { WorkDescription } from '../leadership/lease-name.ts';
import { controllerNames } from '../metrics/controller-names.ts';
import type { OperatorMetrics } from '../metrics/operator-metrics.ts';
import { type CRDClass, type ResolvedClass, resolveClass } from '../resource/crd-class.ts';
import { EventRecorder } from '../resource/event-recorder.ts';
import { OpenTelemetryTracer } from '../tracing/open-telemetry-tracer.ts';
import type { SdkArguments } from './argument-parser.ts';
import { controllerCluster } from './controller-cluster.ts';
import { installCustomResourceDefinition } from './crd-installation.ts';
import { firstContact } from './first-contact.ts';
import { addInspectionRoutes, type InspectedClass } from './inspection-routes.ts';
import { joinElection } from './leader-election.ts';
import { cleanUp, logIn, type OperatorLifeCycle, startUp } from './life-cycle.ts';
import type { HookOptions, MountedHooks } from './mounted-hooks.ts';
import { type ReplicaElector, RunningOperator } from './running-operator.ts';

/** What starting takes. */
export interface StartPlan {
  readonly name: string;
  readonly crds: readonly CRDClass[];
  readonly args: SdkArguments & Record<string, unknown>;
  /** Where it can be asked when the arguments don't say: as a program in the user's folder of sockets. @default nowhere */
  readonly inspectSocket?: 'default' | 'off';
  readonly secrets: readonly string[];
  readonly lifeCycle: OperatorLifeCycle;
  /** Hooks to run beside the classes. @default none */
  readonly hooks?: HookOptions | undefined;
  /** @default what onLogin gives, else the service account's or the kubeconfig */
  readonly kubeConfig: KubeConfig | undefined;
  /** Where kubeconfigs and proxies are named. */
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: ControllerObserver;
  /** Stops the operator, also while it starts. */
  readonly signal: AbortSignal;
  /** What stands before the sockets; deadlines of requests then go by the clock, too. @default nothing */
  readonly network?: Network | undefined;
}

/** What controllers work with. */
interface OperatorParts {
  readonly connection: ClusterConnection;
  readonly face: OperatorFace;
  readonly metrics: OperatorMetrics | undefined;
  readonly hooks: MountedHooks | undefined;
}

/** What replicas share, or elect one for. */
interface ReplicaParts {
  readonly cluster: ControllerCluster;
  readonly controllers: ReadonlyMap<CRDClass, Controller>;
  readonly namespaces: readonly (string | undefined)[];
  /** The replica's name. */
  readonly instance: string;
}

/**
 * Starts an operator whose classes have been checked. From then on it stops when the signal aborts.
 *
 * @throws AbortedError the signal aborted before it had started
 * @throws CredentialsError, UnreachableError, CustomResourceDefinitionError, LifeCycleError
 */
export async function startOperator(plan: StartPlan): Promise<RunningOperator> {
  const { lifeCycle, signal } = plan;
  // Nothing has begun, so that there is nothing to clean up.
  throwIfStopped(signal);
  const face = await openFace(plan);
  let connection: ClusterConnection | undefined;
  let hooks: MountedHooks | undefined;
  try {
    const metrics = await openMetrics(face, plan);
    await startUp(lifeCycle, plan);
    throwIfStopped(signal);
    connection = await connect(plan, metrics);
    throwIfStopped(signal);
    if (plan.args.createCrd) await createDefinitions(plan, connection);
    throwIfStopped(signal);
    const mounted = await mountHooks(plan, connection, face);
    if (mounted) metrics?.append(() => mounted.metrics);
    hooks = mounted;
    return stopWith(signal, await startControllers(plan, { connection, face, metrics, hooks }));
  } catch (error) {
    const wanted = signal.aborted && AbortedError.is(error);
    plan.logger.debug('the operator could not start', { error });
    await hooks?.run(AbortSignal.abort());
    const failure = await endStart(plan, connection, wanted ? undefined : error);
    await face.close();
    throw wanted ? (failure ?? error) : error;
  }
}

/** The first to open: probes are answered from the start. */
async function openFace({ name, args, inspectSocket = 'off', clock, logger, secrets }: StartPlan): Promise<OperatorFace> {
  const socket = args.inspectSocket ?? inspectSocket;
  const places = { httpAddress: args.httpAddress, inspectSocket: socket === 'off' ? undefined : socket };
  const face = new OperatorFace({ name, clock, logger, redactor: new Redactor({ secrets }), ...places });
  await face.open();
  return face;
}

/** prom-client is loaded only where metrics are served. */
async function openMetrics({ health, lag, routes }: OperatorFace, { clock }: StartPlan): Promise<OperatorMetrics | undefined> {
  if (!lag) return undefined;
  const { OperatorMetrics } = await import('../metrics/operator-metrics.ts');
  const metrics = new OperatorMetrics({ clock, health, lag });
  routes.add('/metrics', () => metrics.page());
  return metrics;
}

/** Hooks are loaded, and all that they need, only where there are some. */
async function mountHooks(
  { hooks, clock, logger, env, signal }: StartPlan,
  connection: ClusterConnection,
  face: OperatorFace,
): Promise<MountedHooks | undefined> {
  if (!hooks) return undefined;
  const { MountedHooks } = await import('./mounted-hooks.ts');
  return await MountedHooks.load({ hooks, connection, face, clock, logger, env, signal });
}

/** Undoes what was begun. Its own failure would hide why the start failed, so it is returned, and logged. */
async function endStart({ lifeCycle, logger }: StartPlan, connection: ClusterConnection | undefined, error: unknown): Promise<unknown> {
  let failure: unknown;
  try {
    await cleanUp(lifeCycle, error);
  } catch (thrown) {
    failure = thrown;
    logger.error('onCleanup failed', { error: thrown });
  }
  await connection?.close();
  return failure;
}

/** Nothing listens to the signal any more when all has stopped: it may live much longer. */
function stopWith(signal: AbortSignal, running: RunningOperator): RunningOperator {
  const stop = () => void running.stop().catch(() => undefined);
  const forget = () => signal.removeEventListener('abort', stop);
  signal.addEventListener('abort', stop, { once: true });
  running.done.then(forget, forget);
  return running;
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError('the operator was stopped while it started');
}

async function connect(plan: StartPlan, metrics: OperatorMetrics | undefined): Promise<ClusterConnection> {
  const { clock, logger, signal, name, network } = plan;
  const { kubeConfig, origin } = await findCredentials(plan);
  throwIfStopped(signal);
  const tracer = new OpenTelemetryTracer(logger);
  await tracer.prepare();
  const login = plan.kubeConfig && !plan.lifeCycle.onLogin ? undefined : async () => (await findCredentials(plan)).kubeConfig;
  const connection = await ClusterConnection.open({
    kubeConfig,
    clock,
    logger,
    env: plan.env,
    fieldManager: name,
    ...(login ? { login } : {}),
    ...(network ? { network, deadlineClock: clock } : {}),
    answered: metrics && ((method, status) => metrics.answered(method, status)),
    tracer,
  });
  metrics?.connected(connection.server);
  try {
    await firstContact({ connection, origin, clock, signal });
  } catch (error) {
    await connection.close();
    throw error;
  }
  logger.info('connected', { server: connection.server, ...(connection.context ? { context: connection.context } : {}) });
  return connection;
}

async function findCredentials(plan: StartPlan): Promise<{ kubeConfig: KubeConfig; origin: string }> {
  const own = await logIn(plan.lifeCycle, plan);
  if (own) return { kubeConfig: own, origin: 'onLogin' };
  if (plan.kubeConfig) return { kubeConfig: plan.kubeConfig, origin: 'the KubeConfig given to start' };
  return loadKubeConfig({ external: plan.args.external, env: plan.env });
}

async function createDefinitions({ crds, clock, logger, signal, name }: StartPlan, { client }: ClusterConnection): Promise<void> {
  for (const declaration of crds) {
    await installCustomResourceDefinition({ client, declaration, clock, logger, signal, fieldManager: name });
  }
}

async function startControllers(plan: StartPlan, { connection, face, metrics, hooks }: OperatorParts): Promise<RunningOperator> {
  const { name, crds, args, clock, logger, observer, lifeCycle } = plan;
  const { health } = face;
  const connectedAt = clock.now();
  health.addCheck('credentials', () => credentialCheck(connection, connectedAt));
  const redactor = new Redactor({ secrets: plan.secrets });
  const instance = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const recorder = new EventRecorder({ client: connection.client, clock, logger, controller: name, instance });
  const cluster = controllerCluster(connection);
  const namespaces = watchedNamespaces(args, connection);
  const classes = new ClassDirectory();
  const controllers = new Map<CRDClass, Controller>();
  const names = controllerNames(crds);
  const inspected: InspectedClass[] = [];
  const redact = (message: string) => redactor.text(message);
  const types = crds.map(resolveClass);
  for (const [index, crd] of crds.entries()) {
    const type = types[index] as ResolvedClass;
    const selective = knowsShareOnly(type, { shards: args.shards, namespaces, classes: types });
    if (selective) logger.info('a replica watches its own namespaces only', { kind: type.kind });
    const counted = metrics?.counter();
    const history = face.socketPath === undefined ? undefined : new CallHistory({ clock, redact });
    const observers = { observer: joinObservers([observer, counted, history]), queueObserver: counted };
    const common = { cluster, clock, logger, health, recorder, classes, args, fieldManager: name, namespaces, selective, redact };
    const controller = new Controller({ type, ...common, ...observers });
    controllers.set(crd, controller);
    if (counted) metrics?.show(names[index] as string, type, controller, counted);
    if (history) inspected.push({ type: crd, controller, history });
  }
  if (face.socketPath !== undefined) addInspectionRoutes(face.inspection, { name, clock, classes: inspected, redact });
  const kinds = crds.map(({ KIND }) => KIND);
  if (kinds.length > 0) logger.info('watching', { kinds, namespaces: namespaces[0] === undefined ? 'all' : namespaces });
  const elector = await joinReplicas(plan, { connection, face, metrics, hooks }, { cluster, controllers, namespaces, instance });
  throwIfStopped(plan.signal);
  return new RunningOperator({
    connection,
    controllers,
    ...(hooks ? { parts: [hooks] } : {}),
    recorder,
    face,
    clock,
    logger,
    ...(elector ? { elector } : {}),
    stopSeconds: args.stopSeconds,
    cleanUp: (error) => cleanUp(lifeCycle, error),
  });
}

/** This replica's part among several; undefined where it is the only one. */
async function joinReplicas(
  plan: StartPlan,
  { connection, face, metrics, hooks }: OperatorParts,
  { cluster, controllers, namespaces, instance }: ReplicaParts,
): Promise<ReplicaElector | undefined> {
  const { name, crds, args, clock, logger, signal } = plan;
  const { leaderElect, shards, leaseName, external, stopSeconds } = args;
  const work = { operator: name, kinds: crds.map(workOf), namespaces, hooks: hookWork(plan) };
  const { health } = face;
  const common = { connection, health, clock, logger, cluster, work, name: leaseName, identity: instance, external, signal };
  const all = [...controllers.values()];
  if (leaderElect) {
    const elector = await joinElection({ ...common, controllers: [...all, ...(hooks ? [hooks] : [])] });
    metrics?.showElection(elector);
    return elector;
  }
  if (!shards) return undefined;
  // Loaded by those who share.
  const { joinShards } = await import('./sharding.ts');
  const member = await joinShards({ ...common, classes: crds, controllers: all, wholes: hooks ? [hooks] : [], stopSeconds });
  metrics?.showShards(member);
  return member;
}

function credentialCheck({ transport }: ClusterConnection, since: number): HealthCheck {
  const { trouble, expiresAt } = transport.credentials;
  if (trouble) return { ok: false, ...trouble };
  const message = expiresAt === undefined ? 'accepted' : `accepted, valid until ${new Date(expiresAt).toISOString()}`;
  return { ok: true, message, since };
}

/** `--namespace` names them; `--scope namespaced` alone means our own; else the whole cluster, which is [undefined]. */
function watchedNamespaces(args: SdkArguments, connection: ClusterConnection): readonly (string | undefined)[] {
  if (args.namespace.length > 0) return [...new Set(args.namespace)];
  if (args.scope !== 'namespaced') return [undefined];
  return [currentNamespace(connection.kubeConfig) ?? (args.external ? undefined : inClusterNamespace()) ?? connection.namespace];
}

/** Where there are classes it is they that must not be handled twice, whatever hooks are beside them. */
function hookWork({ crds, hooks, args }: StartPlan): WorkDescription['hooks'] {
  if (crds.length > 0 || !hooks) return undefined;
  return { folder: resolve(hooks.folder), account: args.external ? undefined : inClusterAccount() };
}

function workOf({ PLURAL, GROUP, LABEL_SELECTOR, FIELD_SELECTOR }: CRDClass): WorkDescription['kinds'][number] {
  return { name: `${PLURAL}.${GROUP}`, labelSelector: LABEL_SELECTOR, fieldSelector: FIELD_SELECTOR };
}
