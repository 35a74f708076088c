import { rulesetOf } from '../../tests/support/rulesets.ts';

/** A line of 50 tags at one value a second: ten machines of five, and a ruleset that is bound to all of them. */
export const LINE = {
  machines: 10,
  names: ['temperature', 'pressure', 'vibration', 'current', 'flow'],
} as const;

export const lineTags = (): string[] =>
  Array.from({ length: LINE.machines }, (_, machine) =>
    LINE.names.map((name) => `plant/area/line1/press${machine + 1}/${name}`),
  ).flat();

const input = (name: string, tag: string, rest: object = {}) => ({
  name,
  type: 'number',
  tag: `*/*/*/press*/${tag}`,
  ...rest,
});
const windowed = (take: string, windowSeconds: number) => ({ take, windowSeconds });
/** Rules with windows, as the shipped ones for presses have them; `high` is the limit of an alarm. */
export const lineWatch = (high: number, debounceMs = 5_000) =>
  rulesetOf({
    id: 'line-watch',
    inputs: [
      input('temperature', 'temperature', { maxAgeSeconds: 30 }),
      input('slope', 'temperature', { ...windowed('slope', 600), optional: true }),
      input('samples', 'temperature', { ...windowed('count', 600), optional: true }),
      input('pressure', 'pressure', windowed('mean', 300)),
      input('vibration', 'vibration', windowed('max', 60)),
      input('current', 'current', { maxAgeSeconds: 30 }),
      input('spread', 'flow', windowed('stddev', 120)),
    ],
    // As the shipped rulesets for presses have it.
    trigger: { kind: 'change', debounceMs },
    verdicts: { OK: 'normal', WATCH: 'medium', ALARM: 'high' },
    manifest: { parameters: { high, watch: 62.5 } },
    source: `
      let rising = slope != () && samples != () && samples > 60.0 && slope > 0.02;
      // @rule alarm
      if temperature > parameters.high && (rising || vibration > 60.0) {
        return #{ verdict: "ALARM", confidence: 0.9, reasons: ["hot"] };
      }
      // @rule watch
      if temperature > parameters.watch || pressure > 64.0 && spread > 2.0 || current > 67.0 {
        return #{ verdict: "WATCH", confidence: 0.8 };
      }
      #{ verdict: "OK", confidence: 0.95 }`,
  });
