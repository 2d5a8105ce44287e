/** A shop to try the example with: remembers the phase of each order, and calls back when one changes. */
import { createServer, type Server } from 'node:http';

/** Starts a shop. `callback` is the operator's address, `token` what it asks for. */
export function openShop({ callback, token }: { callback: string; token: string }): Server {
  const phases = new Map<string, string>();
  return createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    const order = decodeURIComponent(pathname.replace(/^\/orders\//, ''));
    if (request.method !== 'PUT') {
      const phase = phases.get(order);
      response.writeHead(phase === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ phase }));
      return;
    }
    // PUT /orders/7?phase=packed&for=default/my-delivery
    phases.set(order, searchParams.get('phase') ?? 'ordered');
    const [namespace = '', name = ''] = (searchParams.get('for') ?? '').split('/');
    const url = `${callback}/deliveries/${namespace}/${name}`;
    const status = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).then(
      (answer) => answer.status,
      () => 'nobody',
    );
    response.end(`callback answered: ${status}\n`);
  });
}

if (import.meta.main) {
  const token = process.env.TSKUBEOP_CALLBACK_TOKEN ?? '';
  openShop({ callback: 'http://127.0.0.1:8090', token }).listen(8091, '127.0.0.1', () => console.log('the shop is open on port 8091'));
}
