/**
 * An answer that is passed on to another, or kept from it, and about which something is to be known.
 */
import type { NetworkAnswer } from '../cluster/network.ts';

/** What is done besides passing an answer on. */
export interface PassedAnswerOptions {
  /** Whether the other one hears anything by now. @default it does */
  isHeard?: () => boolean;
  /** Before the end is passed on, with the status. @default nothing */
  ended?: (status: number) => void;
  /** When it broke off. @default nothing */
  failed?: () => void;
}

/** Passes an answer on. */
export function passedAnswer(answer: NetworkAnswer, { isHeard = () => true, ended, failed }: PassedAnswerOptions): NetworkAnswer {
  let status = 0;
  return {
    start: (code, headers) => {
      status = code;
      if (isHeard()) answer.start(code, headers);
    },
    data: (chunk) => {
      if (isHeard()) answer.data(chunk);
    },
    end: () => {
      ended?.(status);
      if (isHeard()) answer.end();
    },
    fail: (error) => {
      failed?.();
      if (isHeard()) answer.fail(error);
    },
  };
}
