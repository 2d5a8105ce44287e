import { expect } from 'chai';
import { FieldOwners, isSameOwner, type Owner, ownerText, setOwners } from '../../lib/embedded/field-owners.ts';
import { FieldSet } from '../../lib/embedded/field-set.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';

describe('the owners of fields', () => {
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:a': {} } } };
  const written = (owners: Owner[]) => {
    const object: JsonObject = { metadata: {} };
    setOwners(object, owners);
    return object.metadata.managedFields;
  };

  it('hand on the very entries of what they still own', () => {
    const owners = new FieldOwners();
    const found = owners.of([entry], [entry]);
    expect(written(found)[0]).to.equal(entry);
    expect(owners.of([{ ...entry }], [entry])[0]?.fields, 'read once').to.equal(found[0]?.fields);
    expect(written(owners.of([{ ...entry, time: undefined }], [entry]))[0]).to.equal(entry);
  });

  it('write anew what is another than before', () => {
    const owners = new FieldOwners();
    for (const other of [{ manager: 'n' }, { operation: 'Apply' }, { apiVersion: 'v2' }, { subresource: 'status' }, { time: 'now' }]) {
      const [changed] = written(owners.of([{ ...entry, ...other }], [entry]));
      expect(changed).to.deep.equal({ ...entry, ...other });
    }
    const [owner] = owners.of([entry], [entry]);
    if (owner) owner.fields = owner.fields.union(FieldSet.parse({ 'f:data': {} }));
    expect(written(owner ? [owner] : [])[0].fieldsV1).to.deep.equal({ 'f:data': {}, ...entry.fieldsV1 });
    expect(entry.fieldsV1).to.deep.equal({ 'f:spec': { 'f:a': {} } });
  });

  it('bring what somebody else has written into its form', () => {
    const given = { ...entry, odd: 1, fieldsV1: { 'f:spec': { 'f:b': {}, 'f:a': {} } } };
    expect(JSON.stringify(written(new FieldOwners().of([given], [entry])))).to.equal(
      JSON.stringify([{ ...entry, fieldsV1: { 'f:spec': { 'f:a': {}, 'f:b': {} } } }]),
    );
  });

  it('are told apart by who wrote how, and named so', () => {
    const [owner] = new FieldOwners().of([entry]) as [Owner];
    expect(isSameOwner(owner, { ...owner, apiVersion: 'v2' })).to.equal(false);
    expect(isSameOwner({ ...owner, operation: 'Apply' }, { ...owner, operation: 'Apply', apiVersion: 'v2' })).to.equal(true);
    expect(ownerText({ ...owner, subresource: 'status' })).to.equal('"m" with subresource "status" using v1');
  });
});
