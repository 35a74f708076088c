/**
 * Meaning diff (ADR-0037): `npm run bench -- meaning [milliseconds asked for] [random changes]`.
 *
 * Every numeric parameter of the five shipped rulesets moved by a hundredth, one at a time; and differences planted in rules of 12 inputs, a
 * ten-thousandth of their range wide in two inputs at once. Found or not, milliseconds to the first difference and in all, inputs tried,
 * what was cut short. Then single limits of large rulesets, of which it is known otherwise that moving them makes a difference.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createMeaningEngine } from '../server/composition/meaning-engine.ts';
import { compareMeaning, parseRuleset, type ParsedRuleset } from '../server/contexts/rules/index.ts';
import { readRuleset } from '../server/platform/ruleset-files.ts';
import { loadRhai } from '../rhai-wasm/load-node.ts';
import { asRuleset, differs, largeRuleset, withLimitMoved } from '../tests/support/large-rulesets.ts';
import { percentile } from './support/statistics.ts';

const BUDGET_MS = Number(process.argv[2] ?? 4_000);
const CHANGES = Number(process.argv[3] ?? 100);
const rhai = await loadRhai();
const engine = createMeaningEngine(rhai);
let none = 0;
/** Milliseconds to whole answers, by what was compared. */
const answers = new Map<string, number[]>();
const answered = (group: string, ms: number) => answers.set(group, [...(answers.get(group) ?? []), ms]);

function measure(group: string, what: string, before: ParsedRuleset, after: ParsedRuleset): void {
  const from = performance.now();
  const budget = { now: () => performance.now(), budgetMs: BUDGET_MS };
  const run = compareMeaning(engine, { before, after, inputs: [] }, budget);
  let first: number | undefined;
  let step = run.next();
  for (; step.done !== true; step = run.next()) if (step.value.found > 0) first ??= performance.now() - from;
  const report = step.value;
  if (report === null) throw new Error(`${what} is no script`);
  const { basis, regions, tried, tookMs } = report;
  if (regions.length === 0) none += 1;
  answered(`${group}, ${basis.kind}`, tookMs);
  const found = regions.length === 0 ? 'NONE FOUND' : `first ${(first ?? tookMs).toFixed(0)} ms`;
  console.log(
    `  ${what}: ${basis.kind}, ${found}, all ${tookMs.toFixed(0)} ms, ${tried} inputs, regions ${regions.length}` +
      (report.cutShort.length > 0 ? `, cut short: ${report.cutShort.join(' ')}` : ''),
  );
}

const SHIPPED = join(import.meta.dirname, '../server/contexts/rules/shipped');
for (const entry of readdirSync(SHIPPED, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const { name } = entry;
  const before = parseRuleset(readRuleset(join(SHIPPED, name)));
  for (const [parameter, value] of Object.entries(before.manifest.parameters)) {
    if (typeof value !== 'number') continue;
    const parameters = { ...before.manifest.parameters, [parameter]: value * 1.01 };
    measure('shipped', `${name} ${parameter}`, before, {
      ...before,
      manifest: { ...before.manifest, parameters },
    });
  }
}

const INPUTS = Array.from({ length: 12 }, (_, index) => ({ name: `i${index}`, type: 'number' }));
const USUAL = INPUTS.slice(0, 10)
  .map(
    ({ name }, index) =>
      `if ${name} > ${index * 7 + 50}.0 && i11 < ${index}.0 { return #{ verdict: "B${index}" }; }`,
  )
  .join('\n');
const PLANTED = {
  'two inputs against constants': 'i3 > 41.37 && i3 < 41.38 && i8 > 77.21 && i8 < 77.22',
  'an input converted, another against a constant':
    'i3 * 1.8 + 32.0 > 106.47 && i3 * 1.8 + 32.0 < 106.488 && i8 > 77.21 && i8 < 77.22',
  'sums of inputs': 'i3 - i4 > 41.37 && i3 - i4 < 41.38 && i7 + i8 > 77.21 && i7 + i8 < 77.22',
  'a product, one side': 'i3 * i4 > 4137.0 && i8 > 77.21 && i8 < 77.22',
  'products, a band': 'i3 * i4 > 41.37 && i3 * i4 < 41.38 && i7 * i8 > 77.21 && i7 * i8 < 77.22',
};
const planted = (condition: string): ParsedRuleset =>
  parseRuleset({
    manifest: {
      ...{ id: 'planted', name: { ko: '심음', en: 'Planted' }, inputs: INPUTS, trigger: { kind: 'request' } },
      verdicts: Object.fromEntries(
        ['OK', 'NEW', ...INPUTS.map((_, index) => `B${index}`)].map((word) => [word, 'low']),
      ),
    },
    source: `${condition}\n${USUAL}\n#{ verdict: "OK" }`,
    tests: [],
  });
for (const [what, condition] of Object.entries(PLANTED))
  measure(
    'planted',
    `planted: ${what}`,
    planted(''),
    planted(`if ${condition} { return #{ verdict: "NEW" }; }`),
  );
/** One limit of one of 200 rules over 60 inputs, moved by one: rules that end, a chain, sums. */
const MANY = Array.from({ length: 60 }, (_, index) => ({ name: `m${index}`, type: 'number' }));
const WORDS = ['OK', ...Array.from({ length: 7 }, (_, index) => `M${index}`)];
function manyRules(form: 'rules' | 'chain' | 'sums', moved: number): ParsedRuleset {
  let state = 7;
  const next = (most: number) => (state = (state * 16_807) % 2_147_483_647) % most;
  const lines = Array.from({ length: 200 }, (_, rule) => {
    const [a, b, limit, other] = [next(60), next(60), next(400), next(400)];
    const own = (rule === moved ? limit + 1 : limit) - 200;
    const left = form === 'sums' ? `m${a} + m${b}` : `m${a}`;
    return `if ${left} > ${own}.0 && m${next(60)} < ${other - 200}.0 { return #{ verdict: "M${rule % 7}" } }`;
  });
  // Ten arms each: Rhai takes no deeper ones.
  const joined = lines.map((rule, index) => (form === 'chain' && index % 10 > 0 ? `else ${rule}` : rule));
  const source = `${joined.join('\n')}\n#{ verdict: "OK" }`;
  return parseRuleset({
    manifest: {
      ...{ id: 'large', name: { ko: '큼', en: 'Large' }, inputs: MANY, trigger: { kind: 'request' } },
      verdicts: Object.fromEntries(WORDS.map((word) => [word, 'low'])),
    },
    source,
    tests: [],
  });
}
for (const form of ['rules', 'chain', 'sums'] as const)
  for (const rule of [5, 60, 100, 150, 199])
    measure('200 rules', `200 ${form}, number ${rule}`, manyRules(form, -1), manyRules(form, rule));
console.log(`${none} without a difference found`);

/** One limit moved by one in rulesets of if, switch arms and functions of their own: how many of those that make a difference are found. */
for (const rules of [50, 200]) {
  const tookMs: number[] = [];
  const count = { found: 0, missed: 0, none: 0, unknown: 0 };
  for (let seed = 1; count.found + count.missed < CHANGES; seed += 1) {
    const large = largeRuleset(seed, { rules });
    const place = [0, rules / 2, rules - 1, (seed * 37) % rules][seed % 4] as number;
    const isThere = differs(rhai, large, place);
    if (isThere !== true) {
      count[isThere === false ? 'none' : 'unknown'] += 1;
      continue;
    }
    const order = { before: asRuleset(large), after: asRuleset(withLimitMoved(large, place)), inputs: [] };
    const from = performance.now();
    const budget = { now: () => performance.now(), budgetMs: BUDGET_MS };
    let first: number | undefined;
    for (const { found } of compareMeaning(engine, order, budget))
      if (found > 0) first ??= performance.now() - from;
    const isFound = first !== undefined;
    answered(`${rules} rules, random`, performance.now() - from);
    count[isFound ? 'found' : 'missed'] += 1;
    tookMs.push(first ?? performance.now() - from);
    if (!isFound)
      console.log(`  missed: seed ${seed}, ${rules} rules, number ${place}, ${large.rules[place]?.form}`);
  }
  const { found, missed, none: unreachable, unknown } = count;
  console.log(
    `${rules} rules: ${found} of ${found + missed} found, ${unreachable} others make no difference, of ${unknown} nobody knows; ` +
      `first difference ${percentile(tookMs, 0.5).toFixed(0)} ms median, ${Math.max(...tookMs).toFixed(0)} longest`,
  );
}
for (const [group, ms] of answers)
  console.log(
    `answers of ${group}: ${ms.length}, median ${percentile(ms, 0.5).toFixed(0)} ms, longest ${Math.max(...ms).toFixed(0)} ms`,
  );
