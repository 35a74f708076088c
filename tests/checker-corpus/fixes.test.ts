import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { createCheckEngine } from '../../server/composition/check-engine.ts';
import { checkScript, type CheckEngine } from '../../server/contexts/rules/index.ts';
import { closest } from '../../server/contexts/rules/domain/check/fixes.ts';
import type { Finding, FindingCode, FindingFix } from '../../shared/contract/ruleset-check.ts';
import { rulesetManifestSchema } from '../../shared/contract/rules.ts';
import { corpusFiles, type CorpusCase } from './cases.ts';

let engine: CheckEngine;
beforeAll(async () => {
  engine = createCheckEngine(await loadRhai());
});

function findingsOf({ ruleset }: CorpusCase, source: string): readonly Finding[] {
  const manifest = rulesetManifestSchema.parse(ruleset);
  return checkScript(engine, manifest, source, { now: () => performance.now(), budgetMs: 60_000 }).findings;
}

function mended(source: string, { line, column, endColumn, text }: FindingFix): string {
  const lines = source.split('\n');
  const characters = [...(lines[line - 1] ?? '')];
  lines[line - 1] = [...characters.slice(0, column - 1), text, ...characters.slice(endColumn - 1)].join('');
  return lines.join('\n');
}

/** Of these most faults are a matter of one text in place of another. */
const LEAST_SHARE: Partial<Record<FindingCode, number>> = {
  UNKNOWN_NAME: 0.4,
  SHADOWED: 0.9,
  SWITCH_ON_FLOAT: 0.9,
  UNKNOWN_VALUE: 0.5,
  TEXT_AGAINST_NUMBER: 0.5,
  WHOLE_DIVISION: 0.8,
};

describe('what the checker proposes', () => {
  // What was told before is told no more in that line, and it is a script still.
  it('mends what it is proposed for, in every faulty ruleset', { timeout: 600_000 }, () => {
    const counts = new Map<FindingCode, { found: number; fixed: number }>();
    const vain: string[] = [];
    const cases = [corpusFiles('faulty'), corpusFiles('later/faulty')];
    for (const one of cases.flatMap((files) => [...files.values()].flat())) {
      const found = findingsOf(one, one.rules);
      for (const { code, line, fix } of found) {
        const count = counts.get(code) ?? { found: 0, fixed: 0 };
        counts.set(code, count);
        count.found += 1;
        if (fix === undefined) continue;
        count.fixed += 1;
        const left = findingsOf(one, mended(one.rules, fix));
        const still = left.filter(
          (each) => each.code === 'SYNTAX' || (each.code === code && each.line === line),
        );
        const before = found.filter((each) => each.code === code && each.line === line);
        if (still.some((each) => each.code === 'SYNTAX') || still.length >= before.length)
          vain.push(`${one.name}:${line} ${code}: ${fix.old} → ${fix.text}`);
      }
    }
    expect(vain).toEqual([]);
    const shares = Object.keys(LEAST_SHARE).map((code) => {
      const { found = 0, fixed = 0 } = counts.get(code as FindingCode) ?? {};
      return [code, fixed / found] as const;
    });
    process.stdout.write(`fixes: ${JSON.stringify(Object.fromEntries(counts))}\n`);
    expect(shares.filter(([code, share]) => !(share >= (LEAST_SHARE[code as FindingCode] ?? 0)))).toEqual([]);
  });

  it.each([
    ['vlaue', ['value', 'limit'], 'value'],
    ['temprature', ['temperature', 'pressure'], 'temperature'],
    ['Auto', ['auto', 'manual'], 'auto'],
    ['hotlimit', ['hot_limit', 'cold_limit'], 'hot_limit'],
    ['inlet', ['high', 'low'], undefined],
    ['speed_3', ['speed_1', 'speed_2'], undefined],
    ['t', ['x'], undefined],
  ])('%s among %j: %s', (word, known, meant) => {
    expect(closest(word, known)).toBe(meant);
  });
});
