/**
 * Mocha's usual report, closed by a line that programs can read: `N passed, N failed`.
 */
import Mocha from 'mocha';

/** The reporter that .mocharc.json names. */
export default class ClosingLineReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    process.stdout.write(`specs on Node ${process.version}\n`);
  }

  override epilogue(): void {
    super.epilogue();
    process.stdout.write(`${this.stats.passes} passed, ${this.stats.failures} failed\n`);
  }
}
