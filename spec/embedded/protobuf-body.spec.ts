import { expect } from 'chai';
import type { ApiRequest } from '../../lib/embedded/api-request.ts';
import { builtInKinds } from '../../lib/embedded/built-in-kinds.ts';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { KindRegistry } from '../../lib/embedded/kind-registry.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { PROTOBUF_TYPE, ProtobufBodies } from '../../lib/embedded/protobuf-body.ts';
import { Refusal } from '../../lib/embedded/refusal.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { AS_ADMIN, DEFINITIONS, EmbeddedSession, PODS, WIDGETS, widget, widgetDefinition } from '../support/embedded-session.ts';
import { KUBECTL_BODIES } from '../support/kubectl-bodies.ts';
import { envelope, field } from '../support/protobuf-writer.ts';

const CONFIG_MAPS = '/api/v1/namespaces/team-a/configmaps';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/team-a/leases/l';
const PREFIX = Buffer.from('k8s\0');

const library = createTypeLibrary();
const registry = new KindRegistry();
for (const kind of builtInKinds(library, new ObjectStore())) registry.add(kind);
const bodies = new ProtobufBodies({ registry, library });

const requestOf = (method: string, path: string, bytes: Buffer, type = PROTOBUF_TYPE): ApiRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: { 'content-type': type },
  body: '',
  bytes,
});
const read = (method: string, path: string, bytes: Buffer) => {
  const { body, headers } = bodies.readable(requestOf(method, path, bytes));
  return headers['content-type'] === 'application/json' ? JSON.parse(body) : undefined;
};
const refusal = (method: string, path: string, bytes: Buffer): string => {
  try {
    read(method, path, bytes);
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
};

describe('ProtobufBodies', () => {
  for (const { command, path, base64, object } of KUBECTL_BODIES) {
    it(`reads what ${command} sends`, () => {
      expect(read('POST', path, Buffer.from(base64, 'base64'))).to.deep.equal(object);
    });
  }

  it('reads options of a deletion, whatever group and version they name', () => {
    const options = [field(1, 0), field(2, [field(1, 'u-1')]), field(4, 'Foreground'), field(5, 'All')];
    const expected = {
      kind: 'DeleteOptions',
      gracePeriodSeconds: 0,
      preconditions: { uid: 'u-1' },
      propagationPolicy: 'Foreground',
      dryRun: ['All'],
    };
    expect(read('DELETE', LEASE, envelope('coordination.k8s.io/v1', 'DeleteOptions', ...options))).to.deep.include(expected);
    expect(read('DELETE', WIDGETS, envelope('v1', 'DeleteOptions', ...options))).to.deep.include(expected);
    expect(refusal('DELETE', LEASE, envelope('v1', 'ConfigMap'))).to.equal('400 no kind "ConfigMap" is registered for version "v1"');
    expect(read('DELETE', LEASE, Buffer.alloc(0))).to.equal(undefined);
  });

  it('reads what subresources take', () => {
    const scale = envelope(
      'autoscaling/v1',
      'Scale',
      field(1, [field(1, 'd')]),
      field(2, [field(1, 3)]),
      field(3, [field(1, 0), field(2, '')]),
    );
    expect(read('PUT', '/apis/apps/v1/namespaces/a/deployments/d/scale', scale)).to.deep.include({
      spec: { replicas: 3 },
      status: { replicas: 0 },
    });
    const eviction = envelope('policy/v1', 'Eviction', field(1, [field(1, 'p')]), field(2, [field(1, 0)]));
    expect(read('POST', `${PODS}/p/eviction`, eviction)).to.deep.include({ deleteOptions: { gracePeriodSeconds: 0 } });
    const binding = envelope('v1', 'Binding', field(1, [field(1, 'p')]), field(2, [field(1, 'Node'), field(3, 'n')]));
    expect(read('POST', `${PODS}/p/binding`, binding)).to.deep.include({ target: { kind: 'Node', name: 'n' } });
    const token = envelope('authentication.k8s.io/v1', 'TokenRequest', field(2, [field(4, 600)]));
    expect(read('POST', '/api/v1/namespaces/a/serviceaccounts/s/token', token).spec).to.include({ expirationSeconds: 600 });
    const status = envelope('apps/v1', 'Deployment', field(3, [field(2, 2)]));
    expect(read('PUT', '/apis/apps/v1/namespaces/a/deployments/d/status', status).status).to.deep.equal({ replicas: 2 });
  });

  it('takes the type from the path where the body names none', () => {
    expect(read('POST', CONFIG_MAPS, Buffer.concat([PREFIX, field(2, [field(1, [field(1, 'a')])])]))).to.deep.equal({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
    });
  });

  it('leaves alone what is not sent in protobuf, and where protobuf is not spoken', () => {
    const body = envelope('v1', 'ConfigMap');
    for (const request of [
      requestOf('POST', CONFIG_MAPS, body, 'application/json'),
      requestOf('POST', WIDGETS, body),
      requestOf('PATCH', `${CONFIG_MAPS}/a`, body),
      requestOf('POST', '/version', body),
    ]) {
      expect(bodies.readable(request), request.path).to.equal(request);
    }
  });

  const about = (problem: string) => `400 the object provided is unrecognized (must be of type ConfigMap): ${problem}`;
  const within = (problem: string) => `400 ConfigMap in version "v1" cannot be handled as a ConfigMap: ${problem}`;
  const malformed: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), about('empty data')],
    [
      'another format',
      Buffer.from('{"kind":"ConfigMap"}'),
      about('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]'),
    ],
    ['the prefix alone', PREFIX, about('empty body')],
    ['an envelope cut off', Buffer.concat([PREFIX, Buffer.from([0x0a])]), about('unexpected EOF')],
    ['an envelope of numbers', Buffer.concat([PREFIX, field(1, 7)]), about('proto: wrong wireType = 0 for field 1 of the envelope')],
    ['an object cut off', envelope('v1', 'ConfigMap', Buffer.from([0x0a, 0x09])), within('unexpected EOF')],
    ['a number in place of metadata', envelope('v1', 'ConfigMap', field(1, 9)), within('proto: wrong wireType = 0 for field metadata')],
    [
      'an unknown kind',
      envelope('v1', 'Foo'),
      '400 Foo in version "v1" cannot be handled as a ConfigMap: no kind "Foo" is registered for version "v1"',
    ],
  ];
  for (const [what, bytes, message] of malformed) {
    it(`refuses ${what}`, () => {
      expect(refusal('POST', CONFIG_MAPS, bytes)).to.equal(message);
    });
  }

  it('refuses every body that is cut off, wherever the cut is', () => {
    for (const { path, base64 } of KUBECTL_BODIES) {
      const whole = Buffer.from(base64, 'base64');
      // Between the fields of the envelope a cut leaves a whole message, with fewer fields.
      const afterNames = PREFIX.length + 2 + (whole[PREFIX.length + 1] as number);
      for (let length = 0; length < whole.length - 4; length++) {
        if (length === afterNames) continue;
        expect(refusal('POST', path, whole.subarray(0, length)), `${path}, ${length} bytes`).to.match(
          /^400 the object provided is unrecognized/,
        );
      }
    }
  });

  it('reads or refuses every body with bytes changed, and never fails otherwise', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const random = new SeededChance(seed);
      const { path, base64 } = random.pick(KUBECTL_BODIES);
      const bytes = Buffer.from(base64, 'base64');
      for (let change = random.integer(4); change >= 0; change--)
        bytes[PREFIX.length + random.integer(bytes.length - PREFIX.length)] = random.integer(256);
      expect(refusal('POST', path, bytes), `seed ${seed}`).to.match(/^(none|400 .+)$/s);
    }
  });

  describe('on a server', () => {
    let session: EmbeddedSession;
    before(async () => {
      session = await EmbeddedSession.start();
    });
    after(() => session.stop());

    const send = (method: string, path: string, bytes: Buffer) =>
      fetch(session.server.url + path, {
        method,
        body: new Uint8Array(bytes),
        headers: { ...AS_ADMIN, 'Content-Type': PROTOBUF_TYPE, Accept: `${PROTOBUF_TYPE},application/json` },
      });

    it('stores what kubectl creates, and answers in JSON', async () => {
      for (const { command, path, base64, object } of KUBECTL_BODIES) {
        const response = await send('POST', path, Buffer.from(base64, 'base64'));
        const answer = (await response.json()) as JsonObject;
        expect(response.status, `${command}: ${answer.message}`).to.equal(201);
        expect(response.headers.get('content-type')).to.equal('application/json');
        expect(answer.kind).to.equal(object.kind);
        expect(answer.metadata.name).to.equal(object.metadata.name);
      }
    });

    it('keeps microseconds of leases, and deletes under preconditions', async () => {
      const spec = [field(1, 'me'), field(2, 15), field(4, [field(1, 1_700_000_000), field(2, 123_456_000)])];
      const lease = envelope('coordination.k8s.io/v1', 'Lease', field(1, [field(1, 'l')]), field(2, spec));
      await send('POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', lease);
      const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
      expect((await session.get(path)).body.spec).to.deep.equal({
        holderIdentity: 'me',
        leaseDurationSeconds: 15,
        renewTime: '2023-11-14T22:13:20.123456Z',
      });
      const options = envelope('v1', 'DeleteOptions', field(2, [field(1, 'another')]));
      expect((await send('DELETE', path, options)).status).to.equal(409);
      expect((await session.get(path)).code).to.equal(200);
      expect((await send('DELETE', path, envelope('v1', 'DeleteOptions'))).status).to.equal(200);
      expect((await session.get(path)).code).to.equal(404);
    });

    it('speaks it not for custom resources, whose deletion options it takes all the same', async () => {
      await session.create(DEFINITIONS, widgetDefinition());
      await session.until(WIDGETS, ({ code }) => code === 200);
      expect((await send('POST', WIDGETS, envelope('example.com/v1', 'Widget'))).status).to.equal(415);
      await session.create(WIDGETS, widget('a'));
      expect((await send('DELETE', `${WIDGETS}/a`, envelope('example.com/v1', 'DeleteOptions'))).status).to.equal(200);
    });
  });
});
