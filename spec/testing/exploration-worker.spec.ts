import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { ThreadAnswer, ThreadOrders } from '../../lib/testing/thread-messages.ts';

/** What a thread says first, or that it ended before. */
async function firstAnswer(script: string): Promise<ThreadAnswer | string> {
  const workerData: ThreadOrders = { module: `data:text/javascript,${script}`, named: 'exploration', options: {} };
  const worker = new Worker(new URL('../../lib/testing/exploration-worker.ts', import.meta.url), { workerData });
  const ended = new Promise<string>((resolve) => {
    worker.on('error', (error) => resolve(`died: ${(error as Error).message}`));
    worker.on('exit', (code) => resolve(`ended with ${code}`));
  });
  const answer = await Promise.race([once(worker, 'message').then(([message]) => message as ThreadAnswer), ended]);
  await worker.terminate();
  return answer;
}

describe('the thread of an exploration', function () {
  this.timeout(60_000);

  it('tells why it could not begin', async () => {
    const answer = (await firstAnswer('throw Object.assign(new RangeError("no luck"), { code: "E7" })')) as ThreadAnswer;
    expect(answer.id).to.equal(0);
    const { failed } = answer.result as { failed: { name: string; code: string; message: string } };
    expect([failed.name, failed.code, failed.message]).to.deep.equal(['RangeError', 'E7', 'no luck']);
  });

  it('ends with what nobody catches, and with process.exit', async () => {
    expect(await firstAnswer('setImmediate(() => { throw new Error("boom") }); await new Promise(() => {})')).to.equal('died: boom');
    expect(await firstAnswer('process.exit(3)')).to.equal('ended with 3');
  });

  it('refuses a cluster on which others would be at the same time', async () => {
    const script = 'export const exploration = { subject() {}, options: { cluster: {} } }';
    const answer = (await firstAnswer(script)) as ThreadAnswer;
    const { failed } = answer.result as { failed: { message: string } };
    expect(failed.message).to.equal(
      'threads must be 1 with a module that names a cluster, on which runs take place one after the other, not "more"',
    );
  });
});
