import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine } from '../../../rhai-wasm/index.ts';
import { loadRhai, RHAI_WASM } from '../../../rhai-wasm/load-node.ts';
import { parser } from '../parser.ts';
import { FUNCTION_HELP, functionHelp, KEYWORD_HELP, languageHelp } from './index.ts';
import { OPERATORS } from './operators.ts';

/** Words that the engine knows as functions though they are none. */
const NO_FUNCTIONS = new Set(['return', 'throw']);
const LONGEST_NAME = 24;

/** Everything in the engine's binary that could be a name. */
function possibleNames(): string[] {
  const runs = new Set(readFileSync(RHAI_WASM, 'latin1').match(/[A-Za-z_]\w*/g));
  const names = new Set<string>();
  // Texts stand in the binary one after the other, without anything between.
  for (const run of runs) {
    for (let from = 0; from < run.length; from++) {
      for (let to = from + 1; to <= Math.min(run.length, from + LONGEST_NAME); to++)
        names.add(run.slice(from, to));
    }
  }
  return [...names].filter((name) => /^_*[A-Za-z]\w*$/.test(name));
}

/** Which of some names the engine knows as functions. */
function knownOf(engine: RhaiEngine, names: readonly string[]): string[] {
  const compiled = engine.compile(names.map((name) => `${name}();`).join('\n'));
  if (!compiled.ok) {
    // A word that cannot be called: the others again without it.
    const line = compiled.diagnostics[0]?.line ?? 0;
    expect(line).toBeGreaterThan(0);
    return knownOf(engine, names.toSpliced(line - 1, 1));
  }
  engine.release(compiled.script);
  const unknown = new Set(compiled.facts.warnings.map((warning) => warning.line));
  return names.filter((_, index) => !unknown.has(index + 1));
}

describe('help', () => {
  let engine: RhaiEngine;
  beforeAll(async () => {
    engine = await loadRhai();
  });

  it('is there for every function the engine has, and for no other', () => {
    const possible = possibleNames();
    const known: string[] = [];
    for (let at = 0; at < possible.length; at += 2_000) {
      known.push(...knownOf(engine, possible.slice(at, at + 2_000)));
    }
    expect(known.filter((name) => !NO_FUNCTIONS.has(name)).sort()).toEqual(Object.keys(FUNCTION_HELP).sort());
  });

  const all = Object.entries({ ...FUNCTION_HELP, ...KEYWORD_HELP, ...OPERATORS });

  it('has an example of each that uses it and ends as told', () => {
    for (const [name, { example, result }] of all) {
      const compiled = engine.compile(example);
      if (!compiled.ok) throw new Error(`${name}: ${compiled.diagnostics[0]?.message}`);
      const evaluation = engine.evaluate(compiled.script, {});
      engine.release(compiled.script);
      expect([name, example.includes(name), evaluation.ok && evaluation.value]).toEqual([name, true, result]);
    }
  });

  it('says something in each language', () => {
    for (const [name, { en, ko, signatures }] of all) {
      expect([name, /[가-힣]/.test(ko), /[가-힣]/.test(en), en.length > 3]).toEqual([
        name,
        true,
        false,
        true,
      ]);
      expect(signatures.some((signature) => signature.includes(name))).toBe(true);
    }
  });

  it('is there for every word and sign of the grammar', () => {
    const script =
      'const a = 1; let b = -a + 2 * 3 ** 4 / 5 % 6; b += 1; b **= 2; if !(a == b) || a != b && a < b { } else { } ' +
      'while a <= b { break; } do { continue } until a > b; loop { return a >= b } for x in 0..=5 { } a & b | c ^ d; ' +
      'switch a { 1 => b << 1, _ => throw b >> 2 } try { a?.b ?? c?[0] } catch { () } private fn f() { this } ' +
      'a in b; a !in b; do { } while true; let f = || false; 0..5;';
    const words = new Set<string>();
    parser.parse(script).iterate({
      enter({ node }) {
        if (node.firstChild !== null || /^(Identifier|Number|[{}()[\];|]|Comma|Script)$/.test(node.name))
          return;
        words.add(script.slice(node.from, node.to));
      },
    });
    expect(words.size).toBeGreaterThan(45);
    expect([...words].filter((word) => languageHelp(word) === undefined)).toEqual([]);
    expect(functionHelp('toString')).toBeUndefined();
    expect(languageHelp('constructor')).toBeUndefined();
  });
});
