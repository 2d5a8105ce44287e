import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { InvalidSchemaError, UsageError } from '../../lib/base/errors.ts';
import { crdCommand } from '../../lib/cli/crd-command.ts';

// biome-ignore lint/complexity/noStaticOnlyClass: a class of a user's has more, which does not matter here
class Printer {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'printers';
  static readonly SINGULAR: string = 'printer';
  static readonly KIND = 'Printer';
  static readonly SPEC: z.ZodType = z.object({ text: z.string() });
}
class Apple extends Printer {
  static override readonly PLURAL: 'printers' = 'apples' as 'printers';
  static override readonly SINGULAR = 'apple';
}

async function printed(modules: Record<string, Record<string, unknown>>): Promise<string> {
  let text = '';
  const load = async (url: string) => modules[url.slice(url.lastIndexOf('/') + 1)] ?? {};
  await crdCommand(
    Object.keys(modules),
    (given) => {
      text += given;
    },
    { load },
  );
  return text;
}

async function refusal(modules: Record<string, Record<string, unknown>>): Promise<Error> {
  try {
    await printed(modules);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was printed');
}

describe('crdCommand', () => {
  it('prints the definitions of all exported classes by name, each once', async () => {
    const text = await printed({ 'a.ts': { Printer, again: Printer, other: 5 }, 'b.ts': { Apple, Printer } });
    const names = parseAllDocuments(text).map((document) => document.getIn(['metadata', 'name']));
    expect(names).to.deep.equal(['apples.demo.example.com', 'printers.demo.example.com']);
  });

  it('says what a file without classes exports', async () => {
    const error = await refusal({ 'a.ts': { start: () => {}, Thing: class {} } });
    expect(error).to.be.instanceOf(UsageError);
    expect(error.message).to.equal('a.ts exports no class with the statics GROUP, VERSION, PLURAL and KIND: it exports start, Thing');
  });

  it('asks for files', async () => {
    expect((await refusal({})).message).to.match(/name the files/);
  });

  it('refuses a class whose statics cannot work', async () => {
    class Wrong extends Printer {
      static override readonly SINGULAR = 'Printer';
    }
    expect((await refusal({ 'a.ts': { Wrong } })).message).to.match(/^a\.ts: Wrong\.SINGULAR must be a word in lower case/);
  });

  it('refuses two classes of one name', async () => {
    class Second extends Printer {}
    expect((await refusal({ 'a.ts': { Printer, Second } })).message).to.equal(
      'a.ts: Second and Printer both declare printers.demo.example.com',
    );
  });

  it('passes on why a schema has no structural form', async () => {
    class Dated extends Printer {
      static override readonly SPEC = z.object({ at: z.date() });
    }
    const error = await refusal({ 'a.ts': { Dated } });
    expect(error).to.be.instanceOf(InvalidSchemaError);
    expect(error.message).to.match(/spec\.at: a Date never arrives in JSON/);
  });
});
