/**
 * What explorations of examples have in common.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Declarations } from '../../../lib/testing/declarations.ts';
import type { CompareObject } from '../../../lib/testing/end-state.ts';
import type { ExplorationScenario, ExploreOptions } from '../../../lib/testing/exploration.ts';

/** What an example is explored by. */
export interface Made {
  readonly scenario: ExplorationScenario;
  readonly options: ExploreOptions;
  /** None where they say nothing that the scenario doesn't. */
  readonly declarations?: Declarations;
  /** What of an object is compared when declarations are explored. @default as in the scenario */
  readonly compareDeclared?: CompareObject;
  readonly end?: () => unknown;
}

/** Where its objects are. */
export const namespace = 'default';
/** A call that waits for a server of ours isn't waited for in vain: the machine may be slow. */
export const OUTSIDE = { outsideSeconds: 5 };

/** How objects of a class begin. */
export function kindOf({ GROUP, VERSION, KIND }: { GROUP: string; VERSION: string; KIND: string }) {
  return { apiVersion: `${GROUP}/${VERSION}`, kind: KIND };
}

/** An object that is created, and changed again and again. */
export function changed(type: Parameters<typeof kindOf>[0], ...specs: object[]): ExplorationScenario {
  return async ({ client, settled }) => {
    for (const [index, spec] of specs.entries()) {
      if (index === 0) await client.create({ ...kindOf(type), metadata: { name: 'a', namespace }, spec });
      else await client.mergePatch({ ...kindOf(type), name: 'a', namespace }, { spec });
      await settled();
    }
  };
}

/** Has a server listen. */
export async function listening(server: Server): Promise<{ url: string; end: () => void }> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
