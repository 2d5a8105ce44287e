/** The kind of most scenarios, in a file of its own for programs that need no more. */
import { CRDBase } from '../../lib/resource/crd-base.ts';

/** The spec of a Thing. */
export interface ThingSpec {
  text?: string;
  size?: number;
}

/** See the file's comment; each scenario extends it with the handlers that it is about. */
export class Thing extends CRDBase<ThingSpec, { text?: string; step?: string; seen?: string[] }> {
  static readonly GROUP: string = 'scenarios.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL: string = 'things';
  static readonly SINGULAR: string = 'thing';
  static readonly KIND: string = 'Thing';
  static readonly BACKOFF = { initialSeconds: 0.02, factor: 1.5, maxSeconds: 0.2 };
}
