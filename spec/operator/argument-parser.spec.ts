/** Compiles or not: what `ArgsOf` makes of an operator's addArguments. tsc is the judge; the assertions keep mocha company. */
import { expect } from 'chai';
import type { ArgsOf, ArgumentParser, ArgumentsOf, DeclaredArguments, SdkArguments } from '../../lib/operator/argument-parser.ts';
import { parseArguments } from '../../lib/operator/arguments.ts';

type Equal<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

function same<_T extends true>(): void {}

interface ResourceClass {
  readonly KIND: string;
}

abstract class Resource<Spec extends object, Args extends object> {
  declare readonly spec: Spec;
  declare readonly args: Args;
}

class Operator {
  readonly resources: readonly ResourceClass[];
  constructor(resource: ResourceClass | readonly ResourceClass[]) {
    this.resources = [resource].flat() as ResourceClass[];
  }
  addArguments(_parser: ArgumentParser): DeclaredArguments {}
  get args(): ArgumentsOf<this> {
    return { namespace: ['default'], image: 'busybox', maxSize: 3, label: ' none ' } as unknown as ArgumentsOf<this>;
  }
}

class Printer extends Resource<{ text: string }, ArgsOf<typeof PrinterOperator>> {
  static readonly KIND = 'Printer';
  image(): string {
    return this.args.image;
  }
}

class PrinterOperator extends Operator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('image', { type: 'string', default: 'busybox' })
      .option('max-size', { type: 'number', demandOption: true })
      .option('token', { type: 'string', secret: true })
      .option('tag', { type: 'string', array: true, default: [] as string[] })
      .option('colour', { choices: ['red', 'blue'] as const, default: 'red' as const })
      .option('dry', { type: 'boolean' });
  }
  describe(): string {
    const { image, maxSize, token = 'none', namespace } = this.args;
    // @ts-expect-error: nobody declared it
    this.args.imgae;
    // @ts-expect-error: it may be missing
    const needed: string = this.args.token;
    return [image.toUpperCase(), maxSize.toFixed(1), token.length, namespace.join(), needed].join(' ');
  }
}

class LabelPrinterOperator extends PrinterOperator {
  addArguments(parser: ArgumentParser) {
    return super.addArguments(parser).option('label', { type: 'string', default: 'none' });
  }
  labelled(): string {
    const { image, label } = this.args;
    return this.args.maxSize > 3 ? image : label.trim();
  }
}

class MutatingOperator extends Operator {
  addArguments(parser: ArgumentParser) {
    parser.option('image', { type: 'string' });
  }
}

class AsynchronousOperator extends Operator {
  // @ts-expect-error: addArguments declares at once
  async addArguments(parser: ArgumentParser) {
    return parser;
  }
}

describe('ArgsOf', () => {
  it('joins the SDK’s arguments and those declared, under camelCase names', () => {
    type Args = ArgsOf<typeof PrinterOperator>;
    same<Equal<Args['image'], string>>();
    same<Equal<Args['maxSize'], number>>();
    same<Equal<Args['token'], string | undefined>>();
    same<Equal<Args['tag'], string[]>>();
    same<Equal<Args['colour'], 'red' | 'blue'>>();
    same<Equal<Args['dry'], boolean | undefined>>();
    same<Equal<Args['namespace'], string[]>>();
    same<Equal<Args['logLevel'], SdkArguments['logLevel']>>();
    // @ts-expect-error: nobody declared it
    same<Equal<Args['imgae'], string>>();
    // @ts-expect-error: the kebab-case name is the command line's alone
    same<Equal<Args['max-size'], number>>();
    expect(new PrinterOperator(Printer).resources).to.deep.equal([Printer]);
  });

  it('reaches the args of the operator itself, in its own methods too', () => {
    const operator = new LabelPrinterOperator(Printer);
    same<Equal<typeof operator.args.label, string>>();
    same<Equal<typeof operator.args.maxSize, number>>();
    expect(operator.describe()).to.equal('BUSYBOX 3.0 4 default ');
    expect(operator.labelled()).to.equal('none');
  });

  it('is the SDK’s arguments alone for an operator that declares none', () => {
    same<Equal<ArgsOf<typeof Operator>, { [Key in keyof SdkArguments]: SdkArguments[Key] }>>();
    same<Equal<ArgsOf<typeof MutatingOperator>, { [Key in keyof SdkArguments]: SdkArguments[Key] }>>();
    same<Equal<ArgsOf<string>, never>>();
  });

  it('holds at run time', () => {
    const operator = new PrinterOperator(Printer);
    const parsed = parseArguments({
      programName: 'printer',
      version: '1.0.0',
      argv: ['--max-size', '3', '--tag', 'a'],
      env: {},
      addArguments: (parser) => operator.addArguments(parser),
      isTerminal: true,
    });
    if (parsed.kind !== 'run') throw new Error(parsed.kind);
    const args: ArgsOf<typeof PrinterOperator> = parsed.args as ArgsOf<typeof PrinterOperator>;
    expect(args).to.deep.equal({
      createCrd: false,
      namespace: [],
      scope: 'cluster',
      external: false,
      logLevel: 'info',
      logFormat: 'text',
      httpAddress: undefined,
      inspectSocket: undefined,
      leaderElect: false,
      shards: false,
      leaseName: undefined,
      stopSeconds: 20,
      image: 'busybox',
      maxSize: 3,
      token: undefined,
      tag: ['a'],
      colour: 'red',
      dry: undefined,
    });
  });

  it('refuses an asynchronous addArguments at run time too', () => {
    expect(() =>
      parseArguments({
        programName: 'printer',
        version: '1.0.0',
        argv: [],
        env: {},
        addArguments: (parser) => new AsynchronousOperator(Printer).addArguments(parser),
        isTerminal: true,
      }),
    ).to.throw('addArguments returns a Promise; it must declare its options at once');
  });
});
