import { expect } from 'chai';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import { FencedTransport } from '../../lib/cluster/fenced-transport.ts';
import type { Transport } from '../../lib/cluster/transport.ts';

describe('FencedTransport', () => {
  let open: boolean;
  let sent: string[];
  let closed: boolean;
  let fenced: FencedTransport;

  beforeEach(() => {
    open = true;
    closed = false;
    sent = [];
    const transport: Transport = {
      server: 'https://there',
      request: async ({ path }) => {
        sent.push(path);
        return { status: 200 } as never;
      },
      close: async () => {
        closed = true;
      },
    };
    fenced = new FencedTransport(transport, () => {
      if (!open) throw new LeadershipLostError('this replica no longer leads');
    });
  });

  it('passes requests on while it may', async () => {
    expect((await fenced.request({ method: 'GET', path: '/a' })).status).to.equal(200);
    expect(sent).to.deep.equal(['/a']);
    expect(fenced.server).to.equal('https://there');
  });

  it('asks before each request, and sends nothing that it may not', async () => {
    await fenced.request({ method: 'GET', path: '/a' });
    open = false;
    const error = await fenced.request({ method: 'PATCH', path: '/b' }).catch((thrown) => thrown);
    expect(LeadershipLostError.is(error)).to.equal(true);
    expect(sent).to.deep.equal(['/a']);
  });

  it('leaves the transport to its owner', async () => {
    await fenced.close();
    expect(closed).to.equal(false);
  });
});
