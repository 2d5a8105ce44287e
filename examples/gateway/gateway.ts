/**
 * A Gateway is an nginx in front of the Services of its namespace, and each Route says which host and path lead to one of them.
 * Two kinds that refer to one another: whatever happens to one side, the other is called.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type ArgsOf, type ArgumentParser, CRDBase, type Indexes, KubernetesOperator, type Watches } from 'tskubeop';
import { z } from 'zod';
import { nginxConfig, servedRoutes, winnerOf } from './nginx-config.ts';

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const GatewaySpec = z.object({ replicas: z.number().int().min(0).max(20).default(1).describe('How many nginx there are') });

const RouteSpec = z.object({
  gateway: z.string().regex(NAME).describe('The Gateway that serves it, in the same namespace'),
  host: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/)
    .describe('The host that is asked for'),
  path: z
    .string()
    .regex(/^\/[-A-Za-z0-9._~/]{0,200}$/)
    .default('/')
    .describe('What the path begins with'),
  service: z.string().regex(NAME).describe('The Service that answers'),
  port: z.number().int().min(1).max(65_535).default(80).describe('Its port'),
});

const API_VERSION = 'demo.example.com/v1';

const keyOf = ({ namespace = '' }: { namespace?: string }, name: string) => `${namespace}/${name}`;

export class Gateway extends CRDBase<z.infer<typeof GatewaySpec>, { routes?: number; ready?: string }, ArgsOf<typeof GatewayOperator>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'gateways';
  static readonly SINGULAR = 'gateway';
  static readonly KIND = 'Gateway';
  static readonly SHORT_NAMES = ['ngw'];
  static readonly SPEC = GatewaySpec;
  static readonly OWNS = [
    { apiVersion: 'v1', kind: 'ConfigMap' },
    { apiVersion: 'v1', kind: 'Service' },
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  ];
  static readonly INDEXES = { byName: ({ metadata }) => keyOf(metadata, metadata.name) } satisfies Indexes<Gateway>;
  static readonly WATCHES = [
    { apiVersion: API_VERSION, kind: 'Route', concerns: ({ spec }) => [{ name: spec.gateway }] },
  ] satisfies Watches<Gateway>;
  static readonly MANIFESTS = join(import.meta.dirname, 'manifests');
  static readonly READY_CONDITION = true;
  static readonly PRINTER_COLUMNS = [
    { name: 'Routes', type: 'integer', jsonPath: '.status.routes' },
    { name: 'Pods', type: 'string', jsonPath: '.status.ready' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  ] as const;

  async reconcile() {
    const { name, namespace = '' } = this.metadata;
    const { replicas } = this.spec;
    const routes = servedRoutes(this.lookup(Route, 'byGateway', keyOf(this.metadata, name)));
    const config = nginxConfig(routes, { namespace, domain: this.args.clusterDomain });
    const labels = { 'app.kubernetes.io/name': 'gateway', 'app.kubernetes.io/instance': name };
    const values = { name, labels, replicas, config, hash: hashOf(config), image: this.args.image };
    // One Pod can't be both evicted and kept: a budget is for more than one.
    const budget = replicas > 1 ? this.manifests('budget.yaml', { name, labels }) : [];
    const applied = await this.apply([...this.manifests('gateway.yaml', values), ...budget], { applySet: 'gateway' });
    const ready: number = applied.find(({ kind }) => kind === 'Deployment')?.status?.readyReplicas ?? 0;
    this.status = { routes: routes.length, ready: `${ready}/${replicas}` };
    // When this method fails the SDK says so in the same condition.
    if (ready === 0) this.setCondition({ type: 'Ready', status: false, reason: 'NoPods', message: 'no nginx is ready' });
  }
}

export class Route extends CRDBase<z.infer<typeof RouteSpec>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'routes';
  static readonly SINGULAR = 'route';
  static readonly KIND = 'Route';
  static readonly SPEC = RouteSpec;
  static readonly INDEXES = {
    byGateway: ({ metadata, spec }) => keyOf(metadata, spec.gateway),
    byAddress: ({ metadata, spec }) => addressOf(metadata, spec),
  } satisfies Indexes<Route>;
  static readonly WATCHES = [
    {
      apiVersion: API_VERSION,
      kind: 'Gateway',
      concerns: ({ metadata }, routes) => routes.byIndex('byGateway', keyOf(metadata, metadata.name)),
    },
    // The others that want the same: when one goes, another may have it.
    {
      apiVersion: API_VERSION,
      kind: 'Route',
      concerns: ({ metadata, spec }, routes) =>
        routes.byIndex('byAddress', addressOf(metadata, spec as Route['spec'])).filter((other) => other.metadata.uid !== metadata.uid),
    },
  ] satisfies Watches<Route>;
  static readonly PRINTER_COLUMNS = [
    { name: 'Host', type: 'string', jsonPath: '.spec.host' },
    { name: 'Path', type: 'string', jsonPath: '.spec.path' },
    { name: 'Service', type: 'string', jsonPath: '.spec.service' },
    { name: 'Accepted', type: 'string', jsonPath: '.status.conditions[?(@.type=="Accepted")].reason' },
  ] as const;

  reconcile() {
    const { gateway, host, path } = this.spec;
    const accepted = (status: boolean, reason: string, message: string) => this.setCondition({ type: 'Accepted', status, reason, message });
    if (this.lookup(Gateway, 'byName', keyOf(this.metadata, gateway)).length === 0)
      return accepted(false, 'NoGateway', `there is no Gateway ${gateway}`);
    const winner = winnerOf(this.lookup(Route, 'byAddress', addressOf(this.metadata, this.spec)));
    if (winner && winner.metadata.uid !== this.metadata.uid)
      return accepted(false, 'Taken', `Route ${winner.metadata.name} is older and has ${host}${path}`);
    return accepted(true, 'Served', `by Gateway ${gateway}`);
  }
}

export class GatewayOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('image', { type: 'string', default: 'nginxinc/nginx-unprivileged:1.29-alpine', describe: 'The image of nginx' })
      .option('cluster-domain', { type: 'string', default: 'cluster.local', describe: 'What names of Services end in' });
  }
}

function addressOf(metadata: { namespace?: string }, { gateway, host, path }: Route['spec']): string {
  return `${keyOf(metadata, gateway)} ${host} ${path}`;
}

/** A Deployment whose Pods have another annotation is rolled out anew, so that each nginx reads the new configuration. */
function hashOf(config: string): string {
  return createHash('sha256').update(config).digest('hex').slice(0, 16);
}

if (import.meta.main) await new GatewayOperator([Gateway, Route]).run();
