import { expect, it } from 'vitest';
import type { DemoFaultKind } from '../../../shared/contract/demo-plant.ts';
import { createPlant } from './plant.ts';
import { createTransmission } from './transmission.ts';

const START = Date.parse('2026-03-10T00:00:00Z');
const PUMP = 'aif/v1/demo/machining/line-2/pump-1';

interface Payload {
  readonly t: number;
  readonly seq: number;
  readonly v?: unknown;
  readonly q?: number;
  readonly values?: Record<string, number>;
}

/** Runs a plant with `fault` on the pump from the start of the second call on. */
function pumpLine() {
  const plant = createPlant({ seed: 1, site: 'demo', startMs: START, utcOffsetMinutes: 540 });
  let active: DemoFaultKind | undefined;
  const transmit = createTransmission({
    site: 'demo',
    seed: 1,
    severity: (equipment, fault) => (equipment === 'pump-1' && fault === active ? 1 : 0),
  });
  return (seconds: number, fault?: DemoFaultKind) => {
    active = fault;
    const received: (Payload & { topic: string; second: number })[] = [];
    for (let second = 1; second <= seconds; second += 1) {
      for (const { topic, payload } of transmit(plant.step(1), plant.clockMs())) {
        if (topic.startsWith(PUMP)) {
          received.push({ topic, second, ...(JSON.parse(payload) as Payload) });
        }
      }
    }
    return received;
  };
}

it('sends one grouped message a second, numbered, with the source time', () => {
  const grouped = pumpLine()(30).filter(({ topic }) => topic === PUMP);
  expect(grouped.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(grouped[0]?.t).toBe(START + 1_000);
  expect(Object.keys(grouped[0]?.values ?? {}).sort()).toEqual([
    'flow',
    'motor_current',
    'power',
    'pressure',
    'temperature',
    'vibration_velocity',
  ]);
});

it('sends states alone, on change and every ten seconds', () => {
  const running = pumpLine()(30).filter(({ topic }) => topic === `${PUMP}/running`);
  expect(running.map(({ second }) => second)).toEqual([1, 11, 21]);
  expect(running[0]).toMatchObject({ v: true, q: 192, seq: 1 });
});

it('a frozen sensor repeats its value while the others live', () => {
  const run = pumpLine();
  run(5);
  const frozen = run(60, 'frozen-sensor').filter(({ topic }) => topic === PUMP);
  expect(new Set(frozen.map(({ values }) => values?.temperature)).size).toBe(1);
  expect(new Set(frozen.map(({ values }) => values?.vibration_velocity)).size).toBeGreaterThan(20);
  const after = run(60).filter(({ topic }) => topic === PUMP);
  expect(new Set(after.map(({ values }) => values?.temperature)).size).toBeGreaterThan(10);
});

it('bad quality takes the sensor out of the group and sends it alone with quality 0', () => {
  const run = pumpLine();
  run(5);
  const received = run(10, 'bad-quality');
  const alone = received.filter(({ topic }) => topic === `${PUMP}/temperature`);
  expect(alone).toHaveLength(10);
  expect(new Set(alone.map(({ q }) => q))).toEqual(new Set([0]));
  const groups = received.filter(({ topic }) => topic === PUMP);
  expect(groups.every(({ values }) => values?.temperature === undefined)).toBe(true);
});

it('a dropout loses most messages, uses up their numbers and is never silent for half a minute', () => {
  const run = pumpLine();
  run(5);
  const heard = run(600, 'dropout').filter(({ topic }) => topic === PUMP);
  expect(heard.length).toBeGreaterThan(60);
  expect(heard.length).toBeLessThan(250);
  const silences = heard.map(({ second }, index) => second - (heard[index - 1]?.second ?? 0));
  expect(Math.max(...silences)).toBeLessThan(30);
  const last = heard.at(-1);
  expect(last?.seq).toBe(5 + (last?.second ?? 0));
  expect(run(10).filter(({ topic }) => topic === PUMP)).toHaveLength(10);
});
