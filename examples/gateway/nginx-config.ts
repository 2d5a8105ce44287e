/**
 * Which Routes are served, and the configuration that nginx serves them by. Pure. What stands in a Route has been checked by its
 * schema, so that nothing in it can end a directive.
 */

/** A Route, as far as nginx is concerned. */
export interface RouteAddress {
  host: string;
  path: string;
  service: string;
  port: number;
}

/** A Route's body, as far as it takes part in the choice. */
export interface Contender {
  metadata: { uid: string; creationTimestamp?: string };
  spec: RouteAddress;
}

/** Of Routes that want the same host and path the oldest one, whoever is asked. */
export function winnerOf<T extends Contender>(contenders: readonly T[]): T | undefined {
  const age = ({ metadata }: T) => `${metadata.creationTimestamp} ${metadata.uid}`;
  return contenders.reduce<T | undefined>((oldest, each) => (oldest && age(oldest) <= age(each) ? oldest : each), undefined);
}

/** The Routes that are served: one for each host and path, in an order that doesn't depend on that of `routes`. */
export function servedRoutes(routes: readonly Contender[]): RouteAddress[] {
  const byAddress = grouped(routes, ({ spec }) => `${spec.host} ${spec.path}`);
  const addresses = [...byAddress.keys()].sort();
  return addresses.flatMap((address) => winnerOf(byAddress.get(address) ?? [])?.spec ?? []);
}

/** The configuration for Routes that differ in host or path. */
export function nginxConfig(routes: readonly RouteAddress[], { namespace, domain }: { namespace: string; domain: string }): string {
  const byHost = grouped(routes, ({ host }) => host);
  return [
    `resolver kube-dns.kube-system.svc.${domain} valid=10s;`,
    block('server', ['listen 8080 default_server;', 'location / { return 404; }', 'location = /healthz { return 200; }']).join('\n'),
    ...[...byHost].map(([host, each]) =>
      block('server', [
        'listen 8080;',
        `server_name ${host};`,
        ...each.flatMap(({ path, service, port }) =>
          block(`location ${path}`, [
            // By a variable, so that a Service that isn't there is a 502 of this Route, and not the end of nginx.
            `set $backend http://${service}.${namespace}.svc.${domain}:${port};`,
            'proxy_pass $backend;',
            'proxy_set_header Host $host;',
          ]),
        ),
      ]).join('\n'),
    ),
    '',
  ].join('\n');
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
}
