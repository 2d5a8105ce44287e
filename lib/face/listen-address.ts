/**
 * Where a server listens, out of a text such as `:8080`, `127.0.0.1:8080` or `[::1]:8080`. Pure.
 */
import { isIPv6 } from 'node:net';

/** An address to listen on. */
export interface ListenAddress {
  /** Undefined for every address of the machine. */
  readonly host: string | undefined;
  /** 0 for any free port. */
  readonly port: number;
}

/** What a text must be that isn't an address, as in "must be …". */
export const ADDRESS_FORM = 'an address such as :8080, 127.0.0.1:8080 or [::1]:8080';

/** The address, or undefined when the text is none. A bare port is none: it would leave open who may connect. */
export function listenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([a-z0-9._-]*)):([0-9]{1,5})$/i.exec(text.trim());
  if (!match) return undefined;
  const [, bracketed, plain, digits] = match;
  const port = Number(digits);
  if (port > 65_535 || (bracketed !== undefined && !isIPv6(bracketed))) return undefined;
  return { host: bracketed ?? (plain || undefined), port };
}

/** The address as a URL has it; one that stands for all is reached at the loopback address. */
export function addressUrl({ host, port }: ListenAddress): string {
  const reached = host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
}
