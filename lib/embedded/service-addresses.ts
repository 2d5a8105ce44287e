/** The addresses of Services: from 10.0.0.0/24 on, and node ports from 30000 on, each given to one Service only. */
import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';

const FIRST_ADDRESS = 10;
const FIRST_PORT = 30_000;

/** Gives out addresses and node ports. */
export class ServiceAddresses {
  readonly #store: ObjectStore;
  #address = FIRST_ADDRESS;
  #port = FIRST_PORT;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Fills in what the Service doesn't have yet. */
  assign({ spec }: JsonObject): void {
    if (spec.type === 'ExternalName') return;
    spec.clusterIP ??= this.#nextAddress();
    spec.clusterIPs ??= [spec.clusterIP];
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') for (const port of spec.ports ?? []) port.nodePort ??= this.#nextPort();
  }

  #nextAddress(): string {
    const used = new Set(this.#store.list('services').map((service) => service.spec.clusterIP));
    for (;;) {
      const number = this.#address++;
      const address = `10.0.${(number >> 8) & 255}.${number & 255}`;
      if (!used.has(address)) return address;
    }
  }

  #nextPort(): number {
    const used = new Set(
      this.#store.list('services').flatMap((service) => (service.spec.ports ?? []).map((port: JsonObject) => port.nodePort)),
    );
    for (;;) {
      const port = this.#port++;
      if (!used.has(port)) return port;
    }
  }
}
