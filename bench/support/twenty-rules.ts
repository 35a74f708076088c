/** 20 rules over 12 numeric inputs: the ruleset every judgment benchmark uses. */
const INPUTS = Array.from({ length: 12 }, (_, index) => `x${index + 1}`);

export const MANIFEST = {
  id: 'bench-twenty',
  name: { ko: '벤치마크', en: 'Benchmark' },
  inputs: INPUTS.map((name) => ({ name, type: 'number' })),
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal', WATCH: 'medium', STOP: 'high' },
  limits: { operations: 100_000, deadlineMs: 50 },
};

const conditions = Array.from({ length: 20 }, (_, index) => {
  const [a, b] = [INPUTS[index % 12], INPUTS[(index * 5 + 3) % 12]];
  const limit = 60 + index * 2;
  return `// @rule rule-${index + 1}\nif ${a} * 0.5 + ${b} > ${limit}.0 { score += ${index + 1}.0; reasons.push("rule ${index + 1}"); }`;
});

export const SOURCE = `let score = 0.0;
let reasons = [];
${conditions.join('\n')}
let verdict = if score > 60.0 { "STOP" } else if score > 20.0 { "WATCH" } else { "OK" };
#{ verdict: verdict, confidence: 0.9, reasons: reasons }
`;

/** A different input for every number, the same on every run. */
export function inputOf(number: number): Record<string, number> {
  return Object.fromEntries(
    INPUTS.map((name, index) => [name, ((number * 7919 + index * 104_729) % 1000) / 10]),
  );
}

/** The verdict worked out in TypeScript, to check that what is timed is also right. */
export function expectedVerdict(input: Record<string, number>): string {
  let score = 0;
  for (let index = 0; index < 20; index++) {
    const a = input[INPUTS[index % 12] ?? ''] ?? 0;
    const b = input[INPUTS[(index * 5 + 3) % 12] ?? ''] ?? 0;
    if (a * 0.5 + b > 60 + index * 2) score += index + 1;
  }
  return score > 60 ? 'STOP' : score > 20 ? 'WATCH' : 'OK';
}
