import { expect } from 'chai';
import { HookRunError } from '../../lib/base/errors.ts';
import { readPatchFile } from '../../lib/hooks/patch-document.ts';

const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
const TARGET = { kind: 'Pod', name: 'p' };
const target = { apiVersion: '', kind: 'Pod', namespace: '', name: 'p' };
const read = (...documents: object[]) => readPatchFile(documents.map((document) => JSON.stringify(document)).join('\n'));

describe('readPatchFile', () => {
  it('reads nothing from an empty file', () => expect(readPatchFile('\n')).to.deep.equal([]));

  it('reads every operation', () => {
    const patches = { subresource: '', ignoreMissingObject: false, target };
    expect(
      read(
        { operation: 'Create', object: OBJECT },
        { operation: 'CreateIfNotExists', object: OBJECT },
        { operation: 'CreateOrUpdate', object: OBJECT },
        { operation: 'Delete', ...TARGET, apiVersion: 'v1', namespace: 'n' },
        { operation: 'DeleteInBackground', ...TARGET },
        { operation: 'DeleteNonCascading', ...TARGET },
        {
          operation: 'MergePatch',
          ...TARGET,
          mergePatch: { a: 1 },
          subresource: '/status',
          ignoreMissingObject: true,
          ignoreHookError: true,
        },
        { operation: 'JSONPatch', ...TARGET, jsonPatch: [{ op: 'remove', path: '/a' }] },
        { operation: 'JQPatch', ...TARGET, jqFilter: '.a' },
      ),
    ).to.deep.equal([
      { operation: 'Create', object: OBJECT },
      { operation: 'CreateIfNotExists', object: OBJECT },
      { operation: 'CreateOrUpdate', object: OBJECT },
      { operation: 'Delete', target: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' } },
      { operation: 'DeleteInBackground', target },
      { operation: 'DeleteNonCascading', target },
      { ...patches, operation: 'MergePatch', patch: { a: 1 }, subresource: 'status', ignoreMissingObject: true },
      { ...patches, operation: 'JSONPatch', patch: [{ op: 'remove', path: '/a' }] },
      { ...patches, operation: 'JQPatch', filter: '.a' },
    ]);
  });

  it('reads YAML documents too, and texts of objects and patches', () => {
    const text = `---
operation: Create
object: |
  apiVersion: v1
  kind: ConfigMap
  metadata: { name: a }
---
operation: MergePatch
kind: Pod
name: p
mergePatch: '{"a":1}'
---
operation: JSONPatch
kind: Pod
name: p
jsonPatch: '[{"op":"remove","path":"/a"}]'
`;
    expect(
      readPatchFile(text).map((operation) => ('object' in operation ? operation.object : 'patch' in operation && operation.patch)),
    ).to.deep.equal([OBJECT, { a: 1 }, [{ op: 'remove', path: '/a' }]]);
  });

  it('reads YAML as kubectl does', () => {
    const [operation] = readPatchFile(`operation: MergePatch
kind: Deployment
name: d
mergePatch: { spec: { template: { spec: { hostNetwork: yes, volumes: [{ name: v, secret: { secretName: s, defaultMode: 0444 } }] } } } }`);
    expect(JSON.stringify(operation)).to.include('"hostNetwork":true').and.to.include('"defaultMode":292');
  });

  it('ignores keys that it does not know', () => {
    expect(read({ operation: 'Delete', ...TARGET, apiversion: 'v2' })).to.deep.equal([{ operation: 'Delete', target }]);
  });

  const wrong: [object | string, string][] = [
    [{ kind: 'Pod' }, 'operation is required: one of Create,'],
    [{ operation: 'Delet' }, 'operation "Delet" is not known; did you mean Delete?'],
    [{ operation: 'Delete', kind: 'Pod' }, 'name is required'],
    [{ operation: 'Delete', name: 'a', kind: 3 }, 'kind must be a string, not 3'],
    [{ operation: 'Create' }, 'object is required'],
    [{ operation: 'Create', object: {} }, 'object must be an object, not {}'],
    [{ operation: 'Create', object: { kind: 'Pod', metadata: {} } }, 'object.apiVersion is required'],
    [{ operation: 'Create', object: { apiVersion: 'v1', kind: 'Pod' } }, 'object.metadata.name is required'],
    [{ operation: 'Create', object: '{' }, 'object is neither JSON nor YAML'],
    [{ operation: 'MergePatch', ...TARGET, mergePatch: {} }, 'mergePatch must be an object with at least one key'],
    [{ operation: 'JSONPatch', ...TARGET, jsonPatch: [] }, 'jsonPatch must be a list'],
    [{ operation: 'JSONPatch', ...TARGET, jsonPatch: [{ op: 'remove' }] }, 'jsonPatch[0] needs op and path'],
    [{ operation: 'JQPatch', ...TARGET }, 'jqFilter is required'],
    ['just text', 'an object is expected, not "just text"'],
    ['{"operation":"Delete","kind":"Pod","na', 'neither a row of JSON objects'],
    ['a: [', 'nor YAML'],
  ];
  for (const [document, message] of wrong) {
    it(`says: ${message}`, () => {
      const text =
        typeof document === 'string' ? document : `${JSON.stringify({ operation: 'Delete', ...TARGET })}${JSON.stringify(document)}`;
      expect(() => readPatchFile(text))
        .to.throw(HookRunError, message)
        .with.property('message')
        .that.includes('nothing has been done');
    });
  }
});
