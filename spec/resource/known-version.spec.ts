import { expect } from 'chai';
import { ObjectText } from '../../lib/base/object-text.ts';
import { KnownVersion } from '../../lib/resource/known-version.ts';
import { aWidget } from '../support/a-widget.ts';

describe('KnownVersion', () => {
  const record = '{"created":true,"observedGeneration":2,"state":"kept"}';
  const cases = [
    { what: 'nothing', object: aWidget(), status: {}, annotation: undefined, state: undefined },
    { what: 'a status', object: { ...aWidget(), status: { state: 'a' } }, status: { state: 'a' }, annotation: undefined, state: 'a' },
    { what: 'a status that is none', object: { ...aWidget(), status: 5 }, status: {}, annotation: undefined, state: undefined },
    {
      what: 'a record in the annotation',
      object: aWidget({ metadata: { annotations: { 'tskubeop/handled': record } } }),
      status: {},
      annotation: record,
      state: 'kept',
    },
    {
      what: 'the annotation’s name in another place',
      object: aWidget({ spec: { text: 'tskubeop/handled' } }),
      status: {},
      annotation: undefined,
      state: undefined,
    },
  ];

  for (const { what, object, status, annotation, state } of cases) {
    it(`says of an object with ${what} the same as of its text`, () => {
      for (const version of [new KnownVersion(object), new KnownVersion(ObjectText.from(object))]) {
        expect([version.resourceVersion, version.status, version.annotation]).to.deep.equal(['1', status, annotation]);
        expect(version.remembered.state).to.equal(state);
        expect(version.remembered.record?.created).to.equal(annotation === undefined ? undefined : true);
      }
    });
  }
});
