import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenFiles } from '../../rhai-wasm/golden/golden-cases.ts';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { parser } from './parser.ts';

/** Whether the grammar finds a fault in a script. */
function hasFault(script: string): boolean {
  let found = false;
  parser.parse(script).iterate({ enter: ({ type }) => void (found ||= type.isError) });
  return found;
}

/**
 * What Rhai's parser refuses though the grammar cannot see it: names, types of literals, places of `break` and `this`,
 * and the limits of the engine.
 */
const BEYOND_GRAMMAR = [
  /^Expecting (a boolean expression|an iterable value), not/,
  /expects (string|numeric|integer) index/,
  /^Duplicated property/,
  /^Duplicated parameter/,
  /^Function .* already exists/,
  /^(Break|Continue) statement should only be used inside a loop/,
  /^Expression cannot be assigned to/,
  /^Cannot assign to constant/,
  /^'this' can only be used in functions/,
  /^this chain or nesting is too long/,
  /^this number is too large/,
];

const shipped = join(import.meta.dirname, '../../server/contexts/rules/shipped');
const corpus = [
  ...[...goldenFiles().values()].flat().map(({ script }) => script),
  ...readdirSync(shipped, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(join(shipped, name, 'rules.rhai'), 'utf8')),
];

describe('the grammar', () => {
  let engine: RhaiEngine;
  beforeAll(async () => {
    engine = await loadRhai();
  });

  it('finds no fault in what Rhai accepts, and one in what it refuses for its form', () => {
    const wrong = corpus.filter((script) => {
      const compiled = engine.compile(script);
      if (compiled.ok) engine.release(compiled.script);
      const refused = compiled.ok ? undefined : compiled.diagnostics[0]?.message;
      const isOurs = refused !== undefined && !BEYOND_GRAMMAR.some((pattern) => pattern.test(refused));
      return hasFault(script) !== isOurs;
    });
    expect(wrong).toEqual([]);
    expect(corpus.length).toBeGreaterThan(600);
  });
});
