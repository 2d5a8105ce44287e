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

/** What it says first of all, when it can answer. */
export interface JqReadiness {
  readonly ready: true;
}

/** Its answer. */
export interface JqAnswer {
  readonly id: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const jq = loadJq();

// Whoever asks gives each question its time: reading the program is no part of it.
void jq.then(
  () => parentPort?.postMessage({ ready: true } satisfies JqReadiness),
  () => parentPort?.postMessage({ ready: true } satisfies JqReadiness), // each question is answered with the reason
);

parentPort?.on('message', async ({ id, input, program }: JqRequest) => {
  let answer: JqAnswer;
  try {
    answer = { id, ...(await jq).raw(input, program, ['-c']) };
  } catch (error) {
    answer = { id, stdout: '', stderr: error instanceof Error ? error.message : String(error), exitCode: 5 };
  }
  parentPort?.postMessage(answer);
});
