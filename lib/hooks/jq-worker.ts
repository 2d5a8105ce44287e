/**
 * The thread in which jq runs: the real one, compiled to WebAssembly. A filter that never ends blocks nobody but this thread,
 * which its owner (jq-engine.ts) then ends.
 */
import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

/** A question to jq. */
export interface JqRequest {
  readonly id: number;
  /** One JSON text. */
  readonly input: string;
  readonly program: string;
}

/** Its answer. */
export interface JqAnswer {
  readonly id: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const jq = loadJq();

parentPort?.on('message', async ({ id, input, program }: JqRequest) => {
  let answer: JqAnswer;
  try {
    answer = { id, ...(await jq).raw(input, program, ['-c']) };
  } catch (error) {
    answer = { id, stdout: '', stderr: error instanceof Error ? error.message : String(error), exitCode: 5 };
  }
  parentPort?.postMessage(answer);
});
