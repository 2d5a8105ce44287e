import { expect } from 'chai';
import { openapiV2 } from '../../lib/embedded/openapi-v2.ts';
import { fieldsOf } from '../../lib/embedded/protobuf-wire.ts';

describe('openapiV2', () => {
  it('names no types, in JSON', () => {
    expect(openapiV2('application/json', 'v1').body).to.deep.equal({
      swagger: '2.0',
      info: { title: 'Kubernetes', version: 'v1' },
      paths: {},
      definitions: {},
    });
  });

  it('says the same in protobuf', () => {
    const { body } = openapiV2('application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 'v1');
    const texts = (bytes: Buffer) => [...fieldsOf(bytes)].map(({ number, value }) => [number, value as Buffer] as const);
    const [swagger, info] = texts(Buffer.from(body as string));
    expect([swagger?.[0], String(swagger?.[1]), info?.[0]]).to.deep.equal([1, '2.0', 2]);
    expect(texts(info?.[1] ?? Buffer.alloc(0)).map(([number, text]) => [number, String(text)])).to.deep.equal([
      [1, 'Kubernetes'],
      [2, 'v1'],
    ]);
  });
});
