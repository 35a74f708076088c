/** The rule set that the rule benches share: 20 rules over 12 inputs, as an engineer would write it. */
export const PRESS_INPUTS = [
  'temperature',
  'slope_10m',
  'vibration',
  'pressure',
  'torque',
  'power',
  'speed',
  'tool_minutes',
  'oil_level',
  'defect_count',
  'production_count',
  'ambient',
] as const;

export type PressInputs = Record<(typeof PRESS_INPUTS)[number], number>;

/** `[condition, verdict, confidence]`; a later rule wins over an earlier one. */
export const PRESS_RULES: readonly [string, string, number][] = [
  ['temperature > 75.0', 'WATCH', 0.7],
  ['slope_10m > 0.8', 'WATCH', 0.72],
  ['vibration > 4.5', 'WATCH', 0.75],
  ['pressure < 2.5', 'WATCH', 0.7],
  ['oil_level < 30.0', 'WATCH', 0.74],
  ['tool_minutes > 200.0', 'WATCH', 0.7],
  ['ambient > 38.0 && temperature > 70.0', 'WATCH', 0.71],
  ['power > 42.0 && speed < 900.0', 'WATCH', 0.76],
  ['defect_rate > 0.03', 'WATCH', 0.8],
  ['load > 0.9', 'WATCH', 0.77],
  ['temperature > 90.0', 'ALARM', 0.9],
  ['vibration > 7.1', 'ALARM', 0.92],
  ['temperature > 85.0 && slope_10m > 1.2', 'ALARM', 0.93],
  ['pressure < 1.2 || pressure > 9.5', 'ALARM', 0.9],
  ['oil_level < 10.0', 'ALARM', 0.95],
  ['tool_minutes > 240.0 && torque > 60.0', 'ALARM', 0.91],
  ['defect_rate > 0.05', 'ALARM', 0.95],
  ['load > 1.05', 'ALARM', 0.9],
  ['temperature > 105.0', 'STOP', 0.98],
  ['vibration > 11.0 && speed > 500.0', 'STOP', 0.98],
];

export const PRESS_RHAI = [
  'let verdict = "OK";',
  'let confidence = 0.6;',
  'let reasons = 0;',
  'let defect_rate = defect_count / production_count;',
  'let load = torque * speed / 9549.0 / power;',
  ...PRESS_RULES.map(
    ([condition, verdict, confidence], i) =>
      `// @rule r${i + 1}\nif ${condition} { verdict = "${verdict}"; confidence = ${confidence}; reasons += 1; }`,
  ),
  // Judging takes no number as reasons.
  '#{ verdict: verdict, confidence: confidence, hits: reasons }',
].join('\n');

/** The same as the body of a JavaScript function of one object, with the trace of fired rules. */
export const PRESS_JAVASCRIPT = [
  `const { ${PRESS_INPUTS.join(', ')} } = input;`,
  'let verdict = "OK", confidence = 0.6, reasons = 0; const fired = [];',
  'const defect_rate = defect_count / production_count;',
  'const load = torque * speed / 9549.0 / power;',
  ...PRESS_RULES.map(
    ([condition, verdict, confidence], i) =>
      `if (${condition}) { verdict = "${verdict}"; confidence = ${confidence}; reasons += 1; fired.push("r${i + 1}"); }`,
  ),
  'return { verdict, confidence, reasons, fired };',
].join('\n');

/** Plausible inputs, the same on every run. */
export function pressInputs(count: number, seed = 42): PressInputs[] {
  let state = seed;
  const next = (low: number, high: number): number => {
    // The "minimal standard" generator of Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return low + ((high - low) * state) / 2_147_483_647;
  };
  return Array.from({ length: count }, () => ({
    temperature: next(40, 110),
    slope_10m: next(-1, 2),
    vibration: next(0.5, 12),
    pressure: next(1, 10),
    torque: next(20, 80),
    power: next(5, 50),
    speed: next(300, 1500),
    tool_minutes: next(0, 260),
    oil_level: next(5, 100),
    defect_count: Math.floor(next(0, 12)),
    production_count: Math.floor(next(50, 300)),
    ambient: next(5, 42),
  }));
}
