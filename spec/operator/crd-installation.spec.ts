import { expect } from 'chai';
import { z } from 'zod';
import type { Clock } from '../../lib/base/clock.ts';
import { AbortedError, ApiError, CustomResourceDefinitionError } from '../../lib/base/errors.ts';
import type { Logger } from '../../lib/base/logger.ts';
import { type CrdInstallationOptions, installCustomResourceDefinition } from '../../lib/operator/crd-installation.ts';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import type { CustomResourceDefinition } from '../../lib/schema/custom-resource-definition.ts';
import { aDeclaration } from '../schema/a-declaration.ts';

/** A clock on which every wait is over at once. */
class ImpatientClock implements Clock {
  #time = 0;
  now = () => this.#time;
  monotonic = () => this.#time;
  random = () => 0;
  setTimeout(callback: () => void, delayMilliseconds: number) {
    this.#time += delayMilliseconds;
    queueMicrotask(callback);
    return { cancel() {} };
  }
}

class WarningLog implements Logger {
  readonly warnings: string[] = [];
  debug() {}
  info() {}
  error() {}
  child() {
    return this;
  }
  warn(message: string, fields?: object) {
    this.warnings.push(`${message} ${JSON.stringify(fields)}`);
  }
}

/** As much of an API server as definitions need: each look takes it one step further. */
class DefinitionServer {
  definition: CustomResourceDefinition | undefined;
  /** Looks until the definition is established, and until the list path answers. */
  slowness = 0;
  refuseRead: ApiError | undefined;
  refuseApply: ApiError[] = [];
  refuseList: ApiError | undefined;
  /** What else happens at a look. */
  onRead = () => {};
  readonly requests: string[] = [];

  async find(): Promise<never> {
    this.requests.push('find');
    if (this.refuseRead) throw this.refuseRead;
    this.onRead();
    if (this.definition && this.slowness-- <= 0) this.definition.status = { conditions: [{ type: 'Established', status: 'True' }] };
    return structuredClone(this.definition) as never;
  }

  async apply(object: object, options: object): Promise<never> {
    this.requests.push('apply');
    expect(options).to.include({ fieldManager: 'printer-operator', force: false });
    const refusal = this.refuseApply.shift();
    if (refusal) throw refusal;
    this.definition = structuredClone(object) as CustomResourceDefinition;
    return object as never;
  }

  async list(): Promise<never> {
    this.requests.push('list');
    if (this.refuseList) throw this.refuseList;
    if (!this.definition?.status) throw refusal(404, 'NotFound');
    return [] as never;
  }
}

function refusal(status: number, reason: string, more: object = {}): ApiError {
  return new ApiError({ status, reason, method: 'PATCH', path: '/apis/x', message: 'no', ...more });
}

const SPEC = z.object({ size: z.int().max(10).optional() });
const ours = () => ({ ...customResourceDefinitionOf(aDeclaration({ SPEC })) });
const byHelm = (changes: object): CustomResourceDefinition => {
  const definition = customResourceDefinitionOf(aDeclaration({ SPEC, ...changes }));
  definition.metadata.managedFields = [{ manager: 'helm' }, { manager: 'kube-apiserver', subresource: 'status' }];
  return definition;
};

describe('installCustomResourceDefinition', () => {
  let server: DefinitionServer;
  let logger: WarningLog;
  beforeEach(() => {
    server = new DefinitionServer();
    logger = new WarningLog();
  });
  const install = (changes: Partial<CrdInstallationOptions> = {}) =>
    installCustomResourceDefinition({
      client: server,
      declaration: aDeclaration({ SPEC }),
      clock: new ImpatientClock(),
      logger,
      fieldManager: 'printer-operator',
      ...changes,
    });
  const failure = async (changes: Partial<CrdInstallationOptions> = {}): Promise<Error> => {
    try {
      await install(changes);
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was installed');
  };

  it('applies the definition and waits until it is established and served', async () => {
    server.slowness = 2;
    expect(await install()).to.deep.equal({ applied: true, statusSubresource: true });
    expect(server.requests).to.deep.equal(['find', 'apply', 'find', 'find', 'find', 'list', 'find']);
    expect(server.definition?.spec).to.deep.equal(ours().spec);
    expect(logger.warnings).to.deep.equal([]);
  });

  it('applies it again at the next start', async () => {
    server.definition = byHelm({ SPEC: z.object({}) });
    expect(await install()).to.include({ applied: true });
    expect(server.definition?.spec).to.deep.equal(ours().spec);
  });

  it('leaves a definition alone that a narrower schema would take something from, and says what', async () => {
    server.definition = byHelm({ SPEC: z.object({ size: z.int().max(20).optional(), text: z.string().optional() }) });
    expect(await install()).to.include({ applied: false });
    expect(server.requests).to.not.include('apply');
    expect(logger.warnings.join()).to.match(
      /narrower.*spec\.size: maximum tightened from 20 to 10.*spec\.text: field removed.*"managers":\["helm"\]/,
    );
  });

  it('leaves a definition alone that has versions which the class does not declare', async () => {
    const definition = byHelm({});
    definition.spec.versions.push({ name: 'v2', served: true, storage: false });
    server.definition = definition;
    expect(await install()).to.include({ applied: false });
    expect(logger.warnings.join()).to.match(/versions that the class does not declare.*"versions":\["v2"\]/);
  });

  it('fails when the definition left alone does not serve our version', async () => {
    server.definition = byHelm({ VERSION: 'v1alpha1' });
    const error = await failure();
    expect(error).to.be.instanceOf(CustomResourceDefinitionError);
    expect(error.message).to.equal(
      'the custom resource definition printers.demo.example.com does not serve v1 (it serves v1alpha1); it was left as it is: it has the versions v1alpha1, which the class does not declare',
    );
  });

  it('fails when the scope differs, and says the remedy', async () => {
    server.definition = byHelm({ SCOPE: 'Cluster' });
    expect((await failure()).message).to.match(
      /is Cluster, the class says Namespaced: a scope cannot be changed, delete the definition or set SCOPE/,
    );
  });

  it("goes on after another manager's conflict, and says whose it is", async () => {
    server.definition = byHelm({});
    server.refuseApply = [refusal(409, 'Conflict', { causes: [{ field: '.spec.versions', message: 'conflict with "helm"' }] })];
    expect(await install()).to.deep.equal({ applied: false, statusSubresource: true });
    expect(logger.warnings.join()).to.match(
      /other managers own parts of it.*conflict with \\"helm\\": \.spec\.versions.*"managers":\["helm"\]/,
    );
  });

  it('goes on without permission while the version is served', async () => {
    server.definition = byHelm({});
    server.refuseRead = refusal(403, 'Forbidden');
    server.refuseApply = [refusal(403, 'Forbidden')];
    server.definition.status = {};
    expect(await install()).to.deep.equal({ applied: false, statusSubresource: undefined });
    expect(logger.warnings.join()).to.match(/no permission to change it/);
  });

  it('takes a forbidden list for an answer', async () => {
    server.refuseList = refusal(403, 'Forbidden');
    expect(await install()).to.include({ applied: true });
  });

  it('fails without permission when nothing serves the version', async () => {
    server.refuseRead = refusal(403, 'Forbidden');
    server.refuseApply = [refusal(403, 'Forbidden')];
    expect((await failure()).message).to.match(/is not served; it was left as it is: no permission to change it \(no\)/);
  });

  it('fails with what the server says of a schema that it refuses', async () => {
    server.refuseApply = [refusal(422, 'Invalid', { message: 'spec.size: wrong' })];
    const error = await failure();
    expect(error).to.be.instanceOf(CustomResourceDefinitionError);
    expect(error.message).to.match(/refuses the custom resource definition printers\.demo\.example\.com: spec\.size: wrong$/);
  });

  it('asks again while the server is busy', async () => {
    server.refuseApply = [refusal(503, 'ServiceUnavailable'), refusal(429, 'TooManyRequests', { retryAfterSeconds: 2 })];
    expect(await install()).to.include({ applied: true });
    expect(server.requests.filter((request) => request === 'apply')).to.have.length(3);
  });

  it('gives up after its time, with the reason', async () => {
    server.slowness = Number.POSITIVE_INFINITY;
    server.onRead = () => {
      if (server.definition)
        server.definition.status = { conditions: [{ type: 'NamesAccepted', status: 'False', message: '"PrinterList" is already in use' }] };
    };
    expect((await failure({ timeoutSeconds: 5 })).message).to.match(/is not served after 5 s: "PrinterList" is already in use$/);
  });

  it('waits until a definition that is being deleted is gone', async () => {
    server.definition = byHelm({});
    server.definition.metadata.deletionTimestamp = '2020-01-01T00:00:00Z';
    let looks = 0;
    server.onRead = () => {
      if (++looks === 3) server.definition = undefined;
    };
    expect(await install()).to.include({ applied: true });
    expect(server.requests.slice(0, 4)).to.deep.equal(['find', 'find', 'find', 'apply']);
  });

  it('ends when its signal aborts', async () => {
    server.slowness = Number.POSITIVE_INFINITY;
    const controller = new AbortController();
    server.onRead = () => controller.abort();
    expect(await failure({ signal: controller.signal })).to.be.instanceOf(AbortedError);
  });
});
