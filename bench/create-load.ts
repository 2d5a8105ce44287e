/**
 * The client of `embedded-cluster.ts server`, in a process of its own: sends the bodies that it is given, each connection one
 * after the other, as clients do. Requests are written by hand and made before the clock starts, for what a client's library
 * costs is not to be seen.
 */
import { connect, type Socket } from 'node:net';

const CONNECTIONS = 16;
const HEAD_END = '\r\n\r\n';

/** The length of the first complete answer in a text, or 0. */
function answerLength(text: string): number {
  const head = text.indexOf(HEAD_END);
  if (head < 0) return 0;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) throw new Error(`answered without a length: ${text.slice(0, head)}`);
  const end = head + HEAD_END.length + Number(length);
  return text.length < end ? 0 : end;
}

/** Sends on one connection until there is no request left. */
async function sendAll(socket: Socket, next: () => Buffer | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const send = () => {
    const request = next();
    if (request) socket.write(request);
    else resolve();
  };
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const length = answerLength(text);
    if (length === 0) return;
    if (!text.startsWith('HTTP/1.1 201')) reject(new Error(text));
    text = text.slice(length);
    send();
  });
  socket.on('error', reject);
  send();
  await promise;
  socket.destroy();
}

/** Sends all bodies; how long it took, and what of this process's CPU. */
async function load(url: URL, path: string, bodies: readonly string[]) {
  const port = Number(url.port);
  const requests = bodies.map((body) => {
    const headers = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
    return Buffer.from([`POST ${path} HTTP/1.1`, `host: ${url.host}`, ...headers, '', body].join('\r\n'));
  });
  const sockets = Array.from({ length: CONNECTIONS }, () => connect({ port, host: url.hostname, noDelay: true }));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  return async () => {
    let at = 0;
    const before = process.cpuUsage();
    const start = performance.now();
    await Promise.all(sockets.map((socket) => sendAll(socket, () => requests[at++])));
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: performance.now() - start, cpu: user + system };
  };
}

const [url = '', path = ''] = process.argv.slice(2);
let run: (() => Promise<object>) | undefined;
process.on('message', async (message: string[] | 'go') => {
  if (message !== 'go') {
    run = await load(new URL(url), path, message);
    process.send?.('ready');
  } else if (run) process.send?.(await run());
});
