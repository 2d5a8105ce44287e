/** The kind that a soak is about. */
import { CRDBase } from '../../lib/resource/crd-base.ts';

/** The spec of a Soaked. */
export interface SoakedSpec {
  /** Grows with each change of any object. */
  serial: number;
  padding: string;
}

/** See the file's comment. The serial is in the spec, or, newer, in the label of that name. */
export class Soaked extends CRDBase<SoakedSpec, { serial?: number; ticks?: number }> {
  static readonly GROUP = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'soaked';
  static readonly SINGULAR = 'soaked';
  static readonly KIND = 'Soaked';
}

/** The newest serial that an object bears. */
export function serialOf({ metadata, spec }: { metadata: { labels?: Record<string, string> }; spec?: unknown }): number {
  return Math.max((spec as SoakedSpec | undefined)?.serial ?? 0, Number(metadata.labels?.serial ?? 0));
}
