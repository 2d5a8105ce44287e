/**
 * One of the examples as a module that is explored in threads: `explored-example.ts?example=printer`.
 */
import type { Exploration } from '../../lib/testing/explored-module.ts';
import { exploredExample } from './explored-examples.ts';

const name = new URL(import.meta.url).searchParams.get('example') ?? '';

/** By its scenario. */
export async function scenario(): Promise<Exploration> {
  const example = await exploredExample(name);
  return { subject: example.scenario, options: example.options, end: async () => void (await example[Symbol.asyncDispose]()) };
}

/** By its declarations. */
export async function declarations(): Promise<Exploration> {
  const example = await exploredExample(name);
  if (!example.declarations) throw new Error(`the example ${name} has no declarations to explore`);
  return {
    subject: example.declarations,
    options: example.declarationOptions,
    end: async () => void (await example[Symbol.asyncDispose]()),
  };
}
