/**
 * Says in one line why a server gave no answer. Pure.
 */
import { OperatorError, UnreachableError } from '../base/errors.ts';

/** What undici and Node call a connection that the other side dropped. */
const RESET_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ENOTFOUND: "the host's name is not known",
  EAI_AGAIN: "the host's name could not be looked up",
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_DESTROYED: 'the connection was closed on our side',
  UND_ERR_CLOSED: 'the connection was closed on our side',
  EPROTO: 'it does not speak TLS as expected',
};

/** The code of a connection's error, or of its cause. */
export function failureCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && !(OperatorError.is(at) && at.cause)) return code;
  }
  return undefined;
}

/** True when the connection was dropped by the other side before anything came. */
export function isReset(error: unknown): boolean {
  return RESET_CODES.has(failureCode(error) ?? '');
}

/** True when our own side had closed the sockets before the request was sent. */
export function isClosedOnOurSide(error: unknown): boolean {
  const code = failureCode(error);
  return code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED';
}

/** True when the TLS handshake failed over a certificate, so that nothing was sent yet. */
export function isCertificateFailure(error: unknown): boolean {
  const code = failureCode(error) ?? '';
  return /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED/.test(code);
}

/** The UnreachableError for what undici reported; errors of our own pass as they are. */
export function explainFailure(error: Error, server: string): Error {
  if (OperatorError.is(error)) return error;
  const code = failureCode(error);
  const text = (code && REASONS[code]) ?? error.message.split('\n', 1)[0] ?? error.name;
  const shown = code && !text.includes(code) ? `${text} (${code})` : text;
  const hint = code && isCertificateFailure(error) ? "; check the kubeconfig's certificate-authority" : '';
  return new UnreachableError(`cannot reach ${server}: ${shown}${hint}`, { cause: error });
}
