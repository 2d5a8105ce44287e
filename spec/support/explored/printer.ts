/**
 * How the example `printer` is explored.
 */

import { declarationsOf } from 'tskubeop/testing';
import { Printer, PrinterOperator } from '../../../examples/printer/printer.ts';
import { changed, type Made } from './example-parts.ts';

/** See the file's comment. */
export function printer(): Made {
  const scenario = changed(Printer, { text: 'hi' }, { text: 'ho' }, { as: 'Job' });
  return { scenario, options: { operator: () => new PrinterOperator(Printer) }, declarations: declarationsOf(Printer) };
}
