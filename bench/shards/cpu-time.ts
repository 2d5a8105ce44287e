/** What processes have used of the CPU, as Linux counts it. */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, for whoever looks. */
const TICKS_A_SECOND = 100;

/** Milliseconds since a process began, in its own code and in the kernel's, all of its threads together. */
export function cpuMilliseconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in parentheses, may have spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return ((user + system) * 1000) / TICKS_A_SECOND;
}
