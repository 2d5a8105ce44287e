import { expect } from 'chai';
import { declareArguments } from '../../lib/operator/argument-declarations.ts';
import { helpText } from '../../lib/operator/argument-help.ts';
import type { ArgumentParser } from '../../lib/operator/argument-parser.ts';

function declare(addArguments: (parser: ArgumentParser) => unknown) {
  return declareArguments({ programName: 'printer', addArguments, isTerminal: true });
}

describe('helpText', () => {
  it('keeps the groups, examples and last words of the operator, and shows no secret', () => {
    const text = helpText(
      declare((parser) =>
        parser
          .option('token', { type: 'string', default: 'hunter2', secret: true, group: 'Access:', describe: 'Key' })
          .option('ghost', { hidden: true })
          .example('$0 --token x', 'start')
          .epilogue('See the manual.'),
      ),
    );
    expect(text).to.match(/^Usage: printer \[options\]\n\nOptions:\n/);
    expect(text).to.match(/\nAccess:\n +--token {2}Key \[TSKUBEOP_TOKEN\] {2}\[string\] \[default: \[redacted\]\]\n/);
    expect(text).to.include('printer --token x').and.include('See the manual.');
    expect(text).to.not.match(/hunter2|ghost|Options of printer/);
  });
});
