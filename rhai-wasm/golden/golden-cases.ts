import { readFileSync, readdirSync } from 'node:fs';
import type { RhaiEngine, RhaiLimits, RhaiValue, RuleError, TraceEntry } from '../index.ts';

/** One golden case: a script, what goes in and what must come out. */
export interface GoldenCase {
  name: string;
  script: string;
  inputs?: Record<string, RhaiValue>;
  limits?: Partial<RhaiLimits>;
  /** The inputs that exist, where that matters. */
  declared?: string[];
  /** Exactly one of these three. */
  value?: RhaiValue;
  error?: Partial<RuleError>;
  diagnostic?: Partial<RuleError>;
  /** A part of the message. */
  message?: string;
  /** Ids of the rules that fired. */
  fired?: string[];
  /** `[id, fired, count, firedCount, values]` of every rule seen. */
  trace?: [string, boolean, number, number, TraceEntry['values']][];
  printed?: string[];
  /** What stock Rhai answers where this engine answers otherwise. */
  stock?: RhaiValue;
  /** `typescript`: the border itself is the case, so the native runner leaves it out. */
  border?: 'typescript';
}

const folder = new URL('.', import.meta.url);
export const OPERATIONS = new URL('operations.json', folder);

/** All golden files by name. */
export function goldenFiles(): Map<string, GoldenCase[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'operations.json');
  const read = (name: string): GoldenCase[] =>
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as GoldenCase[];
  return new Map(names.sort().map((name) => [name, read(name)]));
}

/** Compiles and evaluates a case, and forgets the script again. */
export function runCase(engine: RhaiEngine, { script, inputs, limits, declared }: GoldenCase) {
  const options = { ...(limits && { limits }), ...(declared && { inputs: declared }) };
  const compiled = engine.compile(script, options);
  if (!compiled.ok) return compiled;
  const evaluation = engine.evaluate(compiled.script, inputs ?? {});
  engine.release(compiled.script);
  return { ...compiled, evaluation };
}
