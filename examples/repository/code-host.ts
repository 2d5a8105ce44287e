/** A code host to try the example with: it has an address for each property of a repository, and prints what it is asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** A repository, as the host keeps it. */
export interface HostedRepository {
  name: string;
  visibility: string;
  topics: string[];
}

/** What a host has besides its server: the repositories by their ids, and what it was asked for. */
export interface CodeHost {
  readonly server: Server;
  readonly repositories: ReadonlyMap<string, HostedRepository>;
  readonly requests: readonly string[];
}

/** Makes a host; `tell` is given each request that changes something. */
export function codeHost(tell: (request: string) => void = () => undefined): CodeHost {
  const repositories = new Map<string, HostedRepository>();
  const requests: string[] = [];
  const isTaken = (name: string, id: string) => [...repositories].some(([other, each]) => other !== id && each.name === name);

  async function answer(request: IncomingMessage): Promise<[status: number, body?: unknown]> {
    const { method = '', url = '' } = request;
    if (method === 'GET') return [200, [...repositories.values()]];
    const text = await textOf(request);
    requests.push([method, url.replace(/^.repositories.[^/]*/, ''), text].filter((part) => part !== '').join(' '));
    tell(requests.at(-1) as string);
    const [, , id = '', property] = url.split('/');
    if (method === 'DELETE') return [repositories.delete(id) ? 204 : 404];
    const given = JSON.parse(text);
    const wanted = (property === undefined ? given : { ...repositories.get(id), [property]: given }) as HostedRepository;
    if (property !== undefined && !repositories.has(id)) return [404];
    if (isTaken(wanted.name, id)) return [409];
    repositories.set(id, wanted);
    return [204];
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request).catch(() => [400] as [number]);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : `${JSON.stringify(body)}\n`);
  });
  return { server, repositories, requests };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

if (import.meta.main) {
  const { server } = codeHost((request) => console.log(request));
  await once(server.listen(8094, '127.0.0.1'), 'listening');
  console.log('the code host listens on port 8094');
}
