import { expect } from 'chai';
import { InvalidClassError, UsageError } from '../../lib/base/errors.ts';
import type { ArgumentParser } from '../../lib/operator/argument-parser.ts';
import { type ParseArgumentsOptions, parseArguments } from '../../lib/operator/arguments.ts';

const DEFAULTS = {
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
};

const LABEL = "the name of a namespace (at most 63 lower-case letters, digits and '-')";

/** Options of each kind. */
function ownArguments(parser: ArgumentParser) {
  return parser
    .option('image', { type: 'string' })
    .option('port', { type: 'number', alias: 'p' })
    .option('max-size', { type: 'number' })
    .option('dry', { type: 'boolean', alias: 'd' })
    .option('tag', { type: 'string', array: true, alias: 't' })
    .option('verbose', { type: 'count', alias: 'v' })
    .option('colour', { choices: ['red', 'blue', 'green'] })
    .option('token', { type: 'string', secret: true })
    .option('pin', { type: 'number', secret: true });
}

function parse(argv: string[], env: NodeJS.ProcessEnv = {}, more: Partial<ParseArgumentsOptions> = {}) {
  return parseArguments({ programName: 'printer', version: '1.2.3', argv, env, addArguments: ownArguments, isTerminal: true, ...more });
}

function run(argv: string[], env: NodeJS.ProcessEnv = {}, more: Partial<ParseArgumentsOptions> = {}) {
  const parsed = parse(argv, env, more);
  if (parsed.kind !== 'run') throw new Error(`it is ${parsed.kind}`);
  return parsed;
}

function failure(argv: string[], env: NodeJS.ProcessEnv = {}, more: Partial<ParseArgumentsOptions> = {}): UsageError {
  try {
    parse(argv, env, more);
  } catch (error) {
    if (UsageError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseArguments', () => {
  describe('the SDK’s flags', () => {
    const table: [string[], Record<string, unknown>][] = [
      [[], {}],
      [['--create-crd'], { createCrd: true }],
      [['--createCrd'], { createCrd: true }],
      [['--create-crd', 'true', '--external=yes'], { createCrd: true, external: true }],
      [['--create-crd=0'], { createCrd: false }],
      [['--no-create-crd'], { createCrd: false }],
      [['--namespace', 'team-a'], { namespace: ['team-a'], scope: 'namespaced' }],
      [['--namespace=a,b', '--namespace', 'c, a'], { namespace: ['a', 'b', 'c'], scope: 'namespaced' }],
      [['--scope', 'namespaced'], { scope: 'namespaced' }],
      [['-L', 'debug'], { logLevel: 'debug' }],
      [['-LWARNING'], { logLevel: 'warn' }],
      [['-L=Error'], { logLevel: 'error' }],
      [['--log-level=DEBUG'], { logLevel: 'debug' }],
      [['--logLevel', 'INFO'], { logLevel: 'info' }],
      [['--log-format', 'json'], { logFormat: 'json' }],
      [['--stop-seconds', '0'], { stopSeconds: 0 }],
      [['--stop-seconds=1.5'], { stopSeconds: 1.5 }],
      [['--external', '--'], { external: true }],
    ];
    for (const [argv, expected] of table) {
      it(`reads ${argv.join(' ') || 'nothing at all'}`, () => {
        expect(run(argv, {}, { addArguments: () => undefined }).args).to.deep.equal({ ...DEFAULTS, ...expected });
      });
    }

    it('logs JSON where there is no terminal', () => {
      expect(run([], {}, { isTerminal: false }).args.logFormat).to.equal('json');
      expect(run(['--log-format', 'text'], {}, { isTerminal: false }).args.logFormat).to.equal('text');
    });

    it('warns of a scope that a namespace contradicts', () => {
      expect(run(['--scope', 'cluster', '--namespace', 'a'])).to.deep.include({
        warnings: ['--scope cluster has no effect beside --namespace'],
      });
      expect(run(['--namespace', 'a']).warnings).to.deep.equal([]);
    });
  });

  describe('the operator’s own options', () => {
    const table: [string[], Record<string, unknown>][] = [
      [['--image', 'a b'], { image: 'a b' }],
      [['--image='], { image: '' }],
      [['--image=--x'], { image: '--x' }],
      [['--image', '"quoted"'], { image: '"quoted"' }],
      [['--image="quoted"'], { image: '"quoted"' }],
      [['--image', '-'], { image: '-' }],
      [['--image', '007'], { image: '007' }],
      [['--image', 'a=b=c'], { image: 'a=b=c' }],
      [['--port', '-5'], { port: -5, p: -5 }],
      [['-p8080'], { port: 8080, p: 8080 }],
      [['--max-size', '1e3'], { maxSize: 1000 }],
      [['--maxSize', '7'], { maxSize: 7 }],
      [['--tag', 'a,b', '-t', 'a,b'], { tag: ['a,b', 'a,b'], t: ['a,b', 'a,b'] }],
      [['-vdv', '--verbose'], { verbose: 3, v: 3, dry: true, d: true }],
      [['-dp', '3'], { dry: true, d: true, port: 3, p: 3 }],
      [['--no-dry'], { dry: false, d: false }],
      [['--colour', 'blue'], { colour: 'blue' }],
    ];
    for (const [argv, expected] of table) {
      it(`reads ${argv.join(' ')}`, () => {
        expect(run(argv).args).to.deep.include(expected);
      });
    }

    it('applies defaults, coerce, and kinds that only the default shows', () => {
      const addArguments = (parser: ArgumentParser) =>
        parser.options({
          retries: { default: 3 },
          fast: { default: false },
          names: { default: ['x'] },
          size: { type: 'string', default: '1Mi', coerce: (text: string) => ({ text }) },
        });
      expect(run([], {}, { addArguments }).args).to.deep.include({ retries: 3, fast: false, names: ['x'], size: { text: '1Mi' } });
      const argv = ['--retries', '5', '--fast', '--names', 'y', '--size', '2Mi'];
      expect(run(argv, {}, { addArguments }).args).to.deep.include({ retries: 5, fast: true, names: ['y'], size: { text: '2Mi' } });
      expect(failure(['--retries', 'x'], {}, { addArguments }).message).to.equal('--retries must be a number, not "x"');
    });

    it('may be declared without returning the parser', () => {
      const addArguments = (parser: ArgumentParser) => {
        parser.option('image', { type: 'string' });
        parser.alias('image', 'i');
      };
      expect(run(['-i', 'x'], {}, { addArguments }).args).to.deep.include({ image: 'x', i: 'x' });
    });
  });

  describe('wrong usage', () => {
    const table: [string[], string][] = [
      [
        ['--shards', '--leader-elect'],
        '--shards and --leader-elect exclude each other: with --leader-elect one replica handles all objects, with --shards each handles its share; give one of them',
      ],
      [['--nmespace', 'a'], 'unknown option --nmespace; did you mean --namespace?'],
      [['--nmespace=a'], 'unknown option --nmespace; did you mean --namespace?'],
      [['-namespace', 'a'], 'unknown option -namespace; did you mean --namespace?'],
      [['--name'], 'unknown option --name; did you mean --namespace?'],
      [['--imgae', 'x'], 'unknown option --imgae; did you mean --image?'],
      [['--maxsize', '1'], 'unknown option --maxsize; did you mean --max-size?'],
      [['--no-namespace'], 'unknown option --no-namespace; did you mean --namespace?'],
      [['--something-else'], 'unknown option --something-else'],
      [['--constructor'], 'unknown option --constructor'],
      [['--__proto__=1'], 'unknown option --__proto__'],
      [['-x'], 'unknown option -x'],
      [['--p', '1'], 'unknown option --p; did you mean -p?'],
      [['team-a'], 'unexpected argument "team-a"'],
      [['namespace'], 'unexpected argument "namespace"; did you mean --namespace?'],
      [['--create-crd', 'maybe'], 'unexpected argument "maybe"'],
      [['--', 'x'], 'unexpected argument "x"'],
      [['--port', 'abc'], '--port must be a number, not "abc"'],
      [['--port='], '--port must be a number, not ""'],
      [['--port', 'Infinity'], '--port must be a number, not "Infinity"'],
      [['-p', '8o'], '-p must be a number, not "8o"'],
      [['--namespace='], `--namespace must be ${LABEL}, not ""`],
      [['--namespace', 'a,,b'], `--namespace must be ${LABEL}, not "" in "a,,b"`],
      [['--namespace', 'Team_A'], `--namespace must be ${LABEL}, not "Team_A"`],
      [['--namespace', `${'a'.repeat(64)}`], `--namespace must be ${LABEL}, not "${'a'.repeat(64)}"`],
      [['--create-crd=maybe'], '--create-crd must be true or false, not "maybe"'],
      [['--create-crd='], '--create-crd must be true or false, not ""'],
      [['--no-create-crd=true'], '--no-create-crd takes no value'],
      [['--image', 'a', '--image', 'b'], '--image is given twice, as "a" and as "b"; it takes one value'],
      [['-L', 'info', '--log-level', 'debug'], '--log-level is given twice, as "info" and as "debug"; it takes one value'],
      [['--create-crd', '--create-crd'], '--create-crd is given twice; it takes one value'],
      [['--image'], '--image needs a value'],
      [['--image', '--dry'], '--image needs a value; one that begins with a dash is given as --image=…'],
      [['--port', '--dry'], '--port needs a value; one that begins with a dash is given as --port=…'],
      [['--image', '--'], '--image needs a value'],
      [['--scope', 'clustr'], '--scope must be cluster or namespaced, not "clustr"; did you mean cluster?'],
      [['--log-level', 'verbose'], '--log-level must be debug, info, warn or error, not "verbose"'],
      [['-L', 'debgu'], '-L must be debug, info, warn or error, not "debgu"; did you mean debug?'],
      [['--log-format', 'xml'], '--log-format must be text or json, not "xml"'],
      [['--colour', 'gren'], '--colour must be red, blue or green, not "gren"; did you mean green?'],
      [['--stop-seconds', '-1'], '--stop-seconds must be a number of seconds, 0 or more, not "-1"'],
      [['--stop-seconds', 'soon'], '--stop-seconds must be a number, not "soon"'],
    ];
    for (const [argv, message] of table) {
      it(`says of ${argv.join(' ')}: ${message}`, () => {
        const error = failure(argv);
        expect(error.message).to.equal(message);
        expect(error.usage).to.match(/^Usage: printer \[options\]\n/);
      });
    }

    it('names every required option that is missing', () => {
      const addArguments = (parser: ArgumentParser) =>
        parser.option('image', { demandOption: true }).option('max-size', { type: 'number', demandOption: true });
      expect(failure([], {}, { addArguments }).message).to.equal(
        'required and not given: --image (or TSKUBEOP_IMAGE), --max-size (or TSKUBEOP_MAX_SIZE)',
      );
      expect(run(['--image', 'x'], { TSKUBEOP_MAX_SIZE: '2' }, { addArguments }).args).to.deep.include({ image: 'x', maxSize: 2 });
    });

    const ruled = (parser: ArgumentParser) =>
      parser
        .option('red', { type: 'string', conflicts: 'blue' })
        .option('blue', { type: 'string', implies: 'shade' })
        .option('shade', { type: 'number', coerce: shade })
        .check(({ red }) => red !== 'rot');
    function shade(value: number) {
      if (value > 9) throw new Error('a shade is at most 9');
      return value;
    }
    for (const [argv, message] of [
      [['--red', 'a', '--blue', 'b', '--shade', '1'], 'Arguments red and blue are mutually exclusive'],
      [['--blue', 'b'], 'Missing dependent arguments: blue -> shade'],
      [['--shade', '10'], 'a shade is at most 9'],
      [['--red', 'rot'], 'the arguments fail a check of the operator'],
    ] as [string[], string][]) {
      it(`keeps yargs’ own rules: ${message}`, () => {
        expect(failure(argv, {}, { addArguments: ruled }).message).to.equal(message);
      });
    }

    it('speaks English whatever the locale', () => {
      const before = process.env.LC_ALL;
      process.env.LC_ALL = 'de_DE.UTF-8';
      try {
        expect(failure(['--red', 'a', '--blue', 'b', '--shade', '1'], {}, { addArguments: ruled }).message).to.match(/mutually exclusive/);
        const text = parse(['--help'], {}, { addArguments: (parser) => parser.locale('de') });
        expect(text).to.have.property('text').that.includes('[default: ').and.not.includes('Standard');
      } finally {
        if (before === undefined) delete process.env.LC_ALL;
        else process.env.LC_ALL = before;
      }
    });
  });

  describe('the environment', () => {
    it('gives each option by its own variable', () => {
      const env = {
        TSKUBEOP_CREATE_CRD: 'yes',
        TSKUBEOP_NAMESPACE: 'a, b',
        TSKUBEOP_LOG_LEVEL: 'WARNING',
        TSKUBEOP_STOP_SECONDS: '3',
        TSKUBEOP_IMAGE: 'x,y',
        TSKUBEOP_MAX_SIZE: '9',
        TSKUBEOP_TAG: 'a,b,a',
        TSKUBEOP_DRY: 'FALSE',
        TSKUBEOP_VERBOSE: '2',
      };
      const { args, warnings } = run([], env);
      expect(args).to.deep.include({
        createCrd: true,
        namespace: ['a', 'b'],
        scope: 'namespaced',
        logLevel: 'warn',
        stopSeconds: 3,
        image: 'x,y',
        maxSize: 9,
        tag: ['a', 'b', 'a'],
        dry: false,
        verbose: 2,
      });
      expect(warnings).to.deep.equal([]);
    });

    it('is outranked by the command line, whatever it holds', () => {
      const env = { TSKUBEOP_IMAGE: 'env', TSKUBEOP_CREATE_CRD: 'maybe', TSKUBEOP_NAMESPACE: 'x' };
      expect(run(['--image', 'line', '--no-create-crd', '--namespace', 'y'], env).args).to.deep.include({
        image: 'line',
        createCrd: false,
        namespace: ['y'],
      });
    });

    for (const [variable, value, message] of [
      ['TSKUBEOP_CREATE_CRD', 'maybe', 'TSKUBEOP_CREATE_CRD must be true or false, not "maybe"'],
      ['TSKUBEOP_CREATE_CRD', '', 'TSKUBEOP_CREATE_CRD must be true or false, not ""'],
      ['TSKUBEOP_PORT', '80a', 'TSKUBEOP_PORT must be a number, not "80a"'],
      ['TSKUBEOP_NAMESPACE', '', `TSKUBEOP_NAMESPACE must be ${LABEL}, not ""`],
      ['TSKUBEOP_NAMESPACE', 'a,', `TSKUBEOP_NAMESPACE must be ${LABEL}, not "" in "a,"`],
      ['TSKUBEOP_SCOPE', 'namespace', 'TSKUBEOP_SCOPE must be cluster or namespaced, not "namespace"; did you mean namespaced?'],
      ['TSKUBEOP_PIN', 'open sesame', 'TSKUBEOP_PIN must be a number, not what was given (its value is secret)'],
    ] as const) {
      it(`says of ${variable}=${value}: ${message}`, () => {
        expect(failure([], { [variable]: value }).message).to.equal(message);
      });
    }

    it('has an empty list where the variable is empty', () => {
      expect(run([], { TSKUBEOP_TAG: '' }).args.tag).to.deep.equal([]);
    });
  });

  describe('secrets', () => {
    it('are told apart, wherever they come from', () => {
      expect(run(['--token', 'hunter2'], { TSKUBEOP_PIN: '1234' }).secrets).to.deep.equal(['hunter2', '1234']);
      const addArguments = (parser: ArgumentParser) => parser.options({ token: { type: 'string', default: 'fallback', secret: true } });
      expect(run([], {}, { addArguments }).secrets).to.deep.equal(['fallback']);
    });

    for (const argv of [
      ['--pin', 'hunter2'],
      ['--token', 'hunter2', '--token', 'hunter2'],
      ['--token=hunter2', '--nothing'],
    ]) {
      it(`are in no message and no usage: ${argv.join(' ')}`, () => {
        const error = failure(argv);
        expect(error.message + error.usage).to.not.include('hunter2');
      });
    }

    it('are in no message of a check, and in no cause', () => {
      const addArguments = (parser: ArgumentParser) =>
        parser.option('token', { type: 'string', secret: true, default: 'fallback' }).check(({ token }) => {
          throw new Error(`bad token ${token}`);
        });
      const error = failure(['--token', 'hunter2'], {}, { addArguments });
      expect(error.message).to.equal('bad token [redacted]');
      expect(error.cause).to.equal(undefined);
      expect(error.usage).to.include('[default: [redacted]]').and.not.include('fallback');
    });
  });

  describe('--help and --version', () => {
    it('shows the operator’s name, and a line for each flag with its default and variable', () => {
      const parsed = parse(['--help']);
      if (parsed.kind !== 'help') throw new Error(parsed.kind);
      const lines = parsed.text.split('\n').map((line) => line.trim().replace(/ {2,}/g, '  '));
      expect(lines).to.include('Usage: printer [options]');
      expect(lines).to.include(
        '--create-crd  Create or update the custom resource definitions at start [TSKUBEOP_CREATE_CRD]  [boolean] [default: false]',
      );
      expect(lines).to.include('--namespace  Namespace to watch; repeatable, or with commas [TSKUBEOP_NAMESPACE]  [array] [default: all]');
      expect(lines).to.include('Options of printer:');
      expect(lines).to.include('-p, --port  [TSKUBEOP_PORT]  [number]');
    });

    it('goes before anything wrong', () => {
      expect(parse(['--nonsense', '--help', 'x'], { TSKUBEOP_CREATE_CRD: 'maybe' }).kind).to.equal('help');
      expect(parse(['-h']).kind).to.equal('help');
      expect(parse(['--image', '--version'])).to.deep.equal({ kind: 'version', text: '1.2.3' });
    });

    it('is no help behind two dashes', () => {
      expect(failure(['--', '--help']).message).to.equal('unexpected argument "--help"');
    });
  });

  describe('declarations that cannot work', () => {
    const table: [string, (parser: ArgumentParser) => unknown, string][] = [
      [
        'an option of the SDK',
        (p) => p.option('namespace', {}),
        "addArguments declares --namespace, which is the SDK's own; give it another name",
      ],
      [
        'its camelCase form',
        (p) => p.option('createCrd', {}),
        "addArguments declares --createCrd, which is the SDK's own; give it another name",
      ],
      [
        'an alias of the SDK',
        (p) => p.option('list', { alias: 'L' }),
        "addArguments declares -L, which is the SDK's own; give it another name",
      ],
      ['help', (p) => p.option('help', {}), "addArguments declares --help, which is the SDK's own; give it another name"],
      [
        'two options of one variable',
        (p) => p.option('max-size', {}).option('max_size', {}),
        'addArguments declares --max_size, but TSKUBEOP_MAX_SIZE belongs to --max-size already; give it another name',
      ],
      ['a command', (p) => p.command('start', 'x'), 'addArguments declares the command start; an operator has options only'],
      [
        'nargs',
        (p) => p.option('pair', { nargs: 2 }),
        'addArguments declares --pair with nargs: 2; use array: true, and give the flag for each value',
      ],
      [
        'a config file',
        (p) => p.option('file', { config: true }),
        'addArguments declares --file with config: true, which operators do not support',
      ],
      ['a promise', async (p) => p, 'addArguments returns a Promise; it must declare its options at once'],
      ['something else', () => 5, 'addArguments must return the parser that it was given, or nothing'],
      [
        'an asynchronous check',
        (p) => p.check(async () => true),
        'addArguments declares an asynchronous check, coerce or middleware; they must be synchronous',
      ],
    ];
    for (const [name, addArguments, message] of table) {
      it(`refuses ${name}`, () => {
        expect(() => parse([], {}, { addArguments }))
          .to.throw(InvalidClassError)
          .with.property('message', message);
      });
    }
  });

  it('neither prints nor exits, whatever addArguments does to the parser', () => {
    const addArguments = (parser: ArgumentParser) =>
      parser
        .exitProcess(true)
        .strict()
        .env('OTHER')
        .showHelpOnFail(true)
        .fail(() => undefined)
        .check(() => {
          throw new Error('no');
        });
    expect(failure([], {}, { addArguments }).message).to.equal('no');
  });
});
