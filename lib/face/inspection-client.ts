/**
 * Asks an operator through its inspection socket: JSON over HTTP.
 */
import { connect } from 'node:net';
import { nodeHttp } from '../base/node-http.ts';

/** How long an answer may take. */
const ANSWER_MILLISECONDS = 5000;

/** An answer. */
export interface InspectionAnswer {
  readonly status: number;
  /** What the body is, parsed. */
  readonly body: unknown;
}

/**
 * Asks.
 *
 * @param target path and query
 * @throws Error nobody listens, or no answer came
 */
export function askOperator(socketPath: string, target: string): Promise<InspectionAnswer> {
  return new Promise((resolve, reject) => {
    const asking = nodeHttp().request({ socketPath, path: target, timeout: ANSWER_MILLISECONDS, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) }));
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${ANSWER_MILLISECONDS / 1000} s`)));
    asking.on('error', reject);
    asking.end();
  });
}

/** True when somebody listens on a socket. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
