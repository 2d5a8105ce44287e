import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { isSameObject } from '../../lib/embedded/same-object.ts';

describe('isSameObject', () => {
  const entry = { manager: 'm', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': {} } };
  const object = (more: JsonObject = {}, metadata: JsonObject = {}) => ({
    metadata: { name: 'a', resourceVersion: '5', managedFields: [entry], ...metadata },
    spec: { text: 'hi' },
    ...more,
  });

  it('leaves out the version, and when who wrote', () => {
    const managedFields = [{ ...entry, time: '2027-01-01T00:00:00Z' }];
    expect(isSameObject(object({}, { resourceVersion: '6', managedFields }), object())).to.equal(true);
    const { time: _, ...timeless } = entry;
    expect(isSameObject(object({}, { managedFields: [timeless] }), object())).to.equal(true);
  });

  it('sees every other difference, on either side', () => {
    for (const other of [
      object({ spec: { text: 'ho' } }),
      object({ status: {} }),
      object({ spec: undefined }),
      object({}, { labels: { a: 'b' } }),
      object({}, { name: 'b' }),
      object({}, { managedFields: [] }),
      object({}, { managedFields: undefined }),
      object({}, { managedFields: [{ ...entry, manager: 'n' }] }),
      object({}, { managedFields: [{ ...entry, fieldsV1: {} }] }),
    ]) {
      expect([isSameObject(other, object()), isSameObject(object(), other)], JSON.stringify(other)).to.deep.equal([false, false]);
    }
  });
});
