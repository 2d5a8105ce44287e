/**
 * The requests to the API server, counted by method and status.
 */
import type { MetricFamily, MetricValue } from './metric-family.ts';

/** What a status is called where there was no answer, as in client-go. */
const NO_ANSWER = '<error>';

/** The methods that are shown from the start. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** See the file's comment. */
export class RequestMetrics {
  readonly #counts = new Map<string, Map<number | undefined, number>>(METHODS.map((method) => [method, new Map([[200, 0]])]));

  /** Counts an answer; no status where there was none. */
  answered(method: string, status: number | undefined): void {
    let ofMethod = this.#counts.get(method);
    if (!ofMethod) {
      ofMethod = new Map();
      this.#counts.set(method, ofMethod);
    }
    ofMethod.set(status, (ofMethod.get(status) ?? 0) + 1);
  }

  /** The metric. @param host the API server's, asked each time */
  family(host: () => string): MetricFamily {
    return {
      type: 'counter',
      name: 'rest_client_requests_total',
      help: 'Requests to the API server by method and status.',
      labels: ['code', 'method', 'host'],
      collect: () => this.#values(host()),
    };
  }

  #values(host: string): MetricValue[] {
    return [...this.#counts].flatMap(([method, ofMethod]) =>
      [...ofMethod].map(([status, value]) => ({
        labels: { code: status === undefined ? NO_ANSWER : String(status), method, host },
        value,
      })),
    );
  }
}
