import { expect } from 'chai';
import type { NetworkAnswer } from '../../lib/cluster/network.ts';
import { type PassedAnswerOptions, passedAnswer } from '../../lib/testing/passed-answer.ts';

function passed(options: PassedAnswerOptions) {
  const heard: string[] = [];
  const answer: NetworkAnswer = {
    start: (status) => heard.push(`${status}`),
    data: (chunk) => heard.push(String(chunk)),
    end: () => heard.push('end'),
    fail: ({ message }) => heard.push(message),
  };
  return { heard, through: passedAnswer(answer, options) };
}

describe('passedAnswer', () => {
  it('passes all of it on, and tells of the end before', () => {
    const { heard, through } = passed({ ended: (status) => heard.push(`ended with ${status}`) });
    through.start(201, {});
    through.data(Buffer.from('x'));
    through.end();
    expect(heard).to.deep.equal(['201', 'x', 'ended with 201', 'end']);
  });

  it('passes on what broke it off', () => {
    const { heard, through } = passed({ failed: () => heard.push('failed') });
    through.fail(new Error('broken'));
    expect(heard).to.deep.equal(['failed', 'broken']);
  });

  it('keeps all of it where it is not to be heard', () => {
    const told: string[] = [];
    const { heard, through } = passed({
      isHeard: () => false,
      ended: (status) => told.push(`${status}`),
      failed: () => told.push('failed'),
    });
    through.start(200, {});
    through.data(Buffer.from('x'));
    through.end();
    through.fail(new Error('broken'));
    expect([heard, told]).to.deep.equal([[], ['200', 'failed']]);
  });
});
