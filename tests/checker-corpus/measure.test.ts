import { describe, expect, it } from 'vitest';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { createCheckEngine } from '../../server/composition/check-engine.ts';
import { checkScript, type CheckEngine } from '../../server/contexts/rules/index.ts';
import type { FindingCode } from '../../shared/contract/ruleset-check.ts';
import { rulesetManifestSchema } from '../../shared/contract/rules.ts';
import { corpusFiles, type CorpusCase } from './cases.ts';
import { measure, type Measured } from './measure.ts';

/** What the checker reached when it was last worked on, as shares: the corpus grows. It may only get better. */
const LEAST_FOUND = 0.998;
const MOST_FALSE_PER_SOUND = 0.002;

interface Count {
  found: number;
  missed: number;
  false: number;
}

function measuredOf(engine: CheckEngine, one: CorpusCase): Measured {
  const manifest = rulesetManifestSchema.parse(one.ruleset);
  const options = { now: () => performance.now(), budgetMs: 60_000 };
  return measure(one, checkScript(engine, manifest, one.rules, options).findings);
}

describe('the checker on its corpus', () => {
  it('finds, misses and tells falsely no worse than it did', { timeout: 600_000 }, async () => {
    const engine = createCheckEngine(await loadRhai());
    const counts = new Map<FindingCode, Count>();
    const of = (code: FindingCode): Count => {
      const known = counts.get(code) ?? { found: 0, missed: 0, false: 0 };
      counts.set(code, known);
      return known;
    };
    let falseOfSound = 0;
    let sound = 0;
    for (const kind of ['faulty', 'sound'] as const)
      for (const cases of corpusFiles(kind).values())
        for (const one of cases) {
          const measured = measuredOf(engine, one);
          for (const { code } of measured.found) of(code).found += 1;
          for (const { code } of measured.missed) of(code).missed += 1;
          for (const { code } of measured.false) of(code).false += 1;
          if (kind !== 'sound') continue;
          sound += 1;
          falseOfSound += measured.false.length;
        }
    const sum = (part: keyof Count) => [...counts.values()].reduce((all, count) => all + count[part], 0);
    const found = sum('found');
    const missed = sum('missed');
    process.stdout.write(
      `checker on its corpus: found ${found}, missed ${missed}, false ${sum('false')} (${falseOfSound} in ${sound} sound rulesets)\n` +
        [...counts]
          .filter(([, count]) => count.missed + count.false > 0)
          .map(
            ([code, count]) =>
              `  ${code}: found ${count.found}, missed ${count.missed}, false ${count.false}\n`,
          )
          .join(''),
    );
    expect(found / (found + missed)).toBeGreaterThanOrEqual(LEAST_FOUND);
    expect(falseOfSound / sound).toBeLessThanOrEqual(MOST_FALSE_PER_SOUND);
  });

  it('finds all of the cases added later, by their own code, and tells nothing else', async () => {
    const engine = createCheckEngine(await loadRhai());
    const cases = [corpusFiles('later/faulty'), corpusFiles('later/sound')].flatMap((files) =>
      [...files.values()].flat(),
    );
    const wrong = cases.flatMap((one) => {
      const { missed, false: told } = measuredOf(engine, one);
      return missed.length + told.length === 0 ? [] : [{ name: one.name, missed, told }];
    });
    expect(wrong).toEqual([]);
  });
});
