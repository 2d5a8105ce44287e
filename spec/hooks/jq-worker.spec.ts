import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { JqAnswer, JqReadiness, JqRequest } from '../../lib/hooks/jq-worker.ts';

describe('the thread of jq', function () {
  this.timeout(60_000);

  it('answers each question under its number, those that jq refuses too', async () => {
    const worker = new Worker(new URL('../../lib/hooks/jq-worker.ts', import.meta.url), { env: {} });
    const answers: JqAnswer[] = [];
    let isReady = false;
    const done = new Promise<void>((resolve) =>
      worker.on('message', (message: JqAnswer | JqReadiness) => {
        if ('ready' in message) isReady ||= answers.length === 0;
        else if (answers.push(message) === 3) resolve();
      }),
    );
    const questions: JqRequest[] = [
      { id: 1, input: '{"a":10000000000000000001}', program: '.a' },
      { id: 2, input: '1', program: '.a |' },
      { id: 3, input: '{', program: '.' },
    ];
    for (const question of questions) worker.postMessage(question);
    await done;
    await worker.terminate();
    expect(isReady, 'says first that it is ready').to.equal(true);
    expect(answers[0]).to.deep.equal({ id: 1, stdout: '10000000000000000001', stderr: '', exitCode: 0 });
    expect(answers[1]).to.include({ id: 2, stdout: '', exitCode: 3 });
    expect(answers[2]?.exitCode).to.not.equal(0);
  });
});
