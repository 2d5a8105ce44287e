/**
 * Which proxy a server is reached through: HTTPS_PROXY or HTTP_PROXY unless NO_PROXY excepts it. Pure.
 *
 * Go's rules, since kubectl follows them: one variable per scheme, loopback is never proxied, and NO_PROXY takes hosts,
 * domains, addresses and address ranges, each with a port or without.
 */
import { BlockList, isIP } from 'node:net';

/** The variables that are looked at. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** The proxy's address, or undefined for none. */
export function proxyFor(origin: string, env: ProxyEnvironment): string | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const proxy = protocol === 'https:' ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? env.HTTP_PROXY);
  if (!proxy || host === 'localhost' || isLoopback(host)) return undefined;
  const number = port || (protocol === 'https:' ? '443' : '80');
  const exceptions = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  if (exceptions.some((entry) => isExcepted(entry.toLowerCase(), host, number))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isExcepted(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  const { name, port: entryPort } = splitPort(entry);
  if (entryPort !== undefined && entryPort !== port) return false;
  if (name === host) return true;
  // `example.com` excepts itself and what is below it, `.example.com` and `*.example.com` only what is below.
  const domain = name.replace(/^\*?\.?/, '.');
  return isIP(host) === 0 && domain !== '.' && host.endsWith(domain);
}

/** `host`, `host:port`, `::1` or `[::1]:port`. */
function splitPort(entry: string): { name: string; port: string | undefined } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  if (bracketed) return { name: bracketed[1] as string, port: bracketed[2] };
  const colon = entry.indexOf(':');
  if (colon < 0 || colon !== entry.lastIndexOf(':')) return { name: entry, port: undefined };
  return { name: entry.slice(0, colon), port: entry.slice(colon + 1) };
}

function isInRange(range: string, host: string): boolean {
  const family = isIP(host);
  const [address = '', bits = ''] = range.split('/');
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}
