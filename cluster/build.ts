/**
 * Builds the programs of the real cluster, as far as they are missing, and prints their folder.
 */
import { ensureClusterPrograms } from './cluster-programs.ts';

try {
  process.stdout.write(`${await ensureClusterPrograms()}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
