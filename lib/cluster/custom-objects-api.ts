/**
 * client-node's CustomObjectsApi over our transport, by the seam that its generated code has for HTTP: the same sockets,
 * credentials and rules as everything else, and merge patches that arrive as merge patches.
 */
import type { ClientNodeModule, CustomObjectsApi, RequestContext, ResponseContext } from './client-node.ts';
import type { Transport, TransportRequest } from './transport.ts';

/** Only its path counts: the transport knows the server. */
const PLACEHOLDER = 'http://cluster.invalid';

/** Makes the API. */
export function customObjectsApi(clientNode: ClientNodeModule, transport: Transport): CustomObjectsApi {
  const { createConfiguration, CustomObjectsApi: Api, ServerConfiguration, wrapHttpLibrary } = clientNode;
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(PLACEHOLDER, {}),
    httpApi: wrapHttpLibrary({ send: (context) => send(clientNode, transport, context) }),
    authMethods: {},
  });
  return new Api(configuration);
}

async function send(clientNode: ClientNodeModule, transport: Transport, context: RequestContext): Promise<ResponseContext> {
  const url = new URL(context.getUrl());
  const body = context.getBody();
  const request: TransportRequest = {
    method: context.getHttpMethod() as TransportRequest['method'],
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: headersOf(context, body),
    ...(typeof body === 'string' ? { body } : {}),
  };
  const signal = context.getSignal();
  if (signal) request.signal = signal;
  const response = await transport.request(request);
  const text = await response.text();
  return new clientNode.ResponseContext(
    response.status,
    { ...response.headers },
    {
      text: async () => text,
      binary: async () => Buffer.from(text),
      stream: () => null,
    },
  );
}

function headersOf(context: RequestContext, body: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(context.getHeaders())) headers[name.toLowerCase()] = value;
  // Ours say who we are; and the generated code calls every patch a JSON patch, which only a list of steps is.
  delete headers['user-agent'];
  if (headers['content-type'] === 'application/json-patch+json' && typeof body === 'string' && !body.trimStart().startsWith('[')) {
    headers['content-type'] = 'application/merge-patch+json';
  }
  return headers;
}
