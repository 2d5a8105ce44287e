/**
 * The `tskubeop` command as a process: main() with the process's streams, environment and signals.
 */
import { ProcessSignals } from '../operator/signals.ts';
import { main } from './main.ts';

/** Runs the program with `process.argv`, and sets `process.exitCode`. */
export async function runProgram(): Promise<void> {
  const signals = new ProcessSignals();
  try {
    const { stdout, stderr, env } = process;
    process.exitCode = await main(process.argv.slice(2), { stdout, stderr, env, signal: signals.signal });
  } finally {
    signals.dispose();
  }
}
