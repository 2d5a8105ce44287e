import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSpecError } from '../../lib/base/errors.ts';
import { invalidSpecError, parseSpec } from '../../lib/schema/spec-parsing.ts';

describe('parseSpec', () => {
  it('gives what the schema makes of the stored value', async () => {
    const schema = z.object({ at: z.coerce.date(), as: z.string().default('Pod') });
    const stored = Object.freeze({ at: '2020-01-01T00:00:00Z' });
    expect(await parseSpec(schema, stored)).to.deep.equal({ value: { at: new Date('2020-01-01T00:00:00Z'), as: 'Pod' } });
  });

  it('parses a missing spec as an empty one', async () => {
    expect(await parseSpec(z.object({ as: z.string().default('Pod') }), undefined)).to.deep.equal({ value: { as: 'Pod' } });
    expect(await parseSpec(undefined, undefined)).to.deep.equal({ value: {} });
  });

  it('waits for an asynchronous schema', async () => {
    const schema = z.object({ a: z.string().refine(async (text) => text === 'x', 'must be x') });
    expect(await parseSpec(schema, { a: 'y' })).to.deep.equal({ issues: [{ path: 'spec.a', message: 'must be x' }] });
  });

  it('names the path of each complaint', async () => {
    const schema = z.object({ ports: z.array(z.object({ number: z.int('must be whole') })), 'a b': z.string('must be text') });
    const parsed = await parseSpec(schema, { ports: [{ number: 1.5 }] });
    expect(parsed.issues?.map(({ path }) => path)).to.deep.equal(['spec.ports[0].number', 'spec["a b"]']);
    const error = invalidSpecError(parsed.issues ?? []);
    expect(error).to.be.instanceOf(InvalidSpecError);
    expect(error.message).to.equal('spec.ports[0].number: must be whole; spec["a b"]: must be text');
  });

  it('takes the value as it is for an OpenAPI object', async () => {
    const value = { a: 1 };
    expect((await parseSpec({ type: 'object' }, value)) as unknown).to.deep.equal({ value });
  });
});
