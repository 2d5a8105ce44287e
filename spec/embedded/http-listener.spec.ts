import { expect } from 'chai';
import { HttpListener } from '../../lib/embedded/http-listener.ts';
import { ObjectTexts } from '../../lib/embedded/object-texts.ts';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('HttpListener', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  it('warns in headers', async () => {
    const { headers } = await session.create(CONFIG_MAPS, { ...configMap('a'), colour: 1 });
    expect(headers.get('warning')).to.equal('299 - "unknown field \\"colour\\""');
  });

  it('refuses a body that is too large', async () => {
    expect((await session.create(CONFIG_MAPS, configMap('a', { big: 'x'.repeat(3 * 1024 * 1024) }))).code).to.equal(413);
  });

  it('answers a defect of its own with 500, and lives on', async () => {
    const broken = new HttpListener({
      port: 0,
      texts: new ObjectTexts(),
      handle: () => {
        throw new TypeError('a defect');
      },
      faults: () => session.server.faults,
    });
    await broken.resume();
    try {
      const answer = await fetch(`http://127.0.0.1:${broken.port}/`);
      expect(answer.status).to.equal(500);
      expect(((await answer.json()) as { message: string }).message).to.include('a defect');
    } finally {
      await broken.pause();
    }
  });
});
