import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { demoStateSchema } from '../../../shared/contract/demo-plant.ts';
import { createPlant } from './plant.ts';
import type { Plant } from './plant.ts';
import type { TagName } from './tag-catalogue.ts';
import { createTransmission } from './transmission.ts';

const START = Date.parse('2026-03-10T00:00:00Z');

function plantOf(seed: number, startMs = START): Plant {
  return createPlant({ seed, site: 'demo', startMs, utcOffsetMinutes: 540 });
}

function value(plant: Plant, equipment: string, tag: TagName, seconds = 1): number {
  const reading = plant.step(seconds).find(({ machine }) => machine.equipment === equipment);
  return Number(reading?.values[tag]);
}

/** Everything a plant sends in an hour with a fault of each kind in it, as one hash. */
function fingerprint(seed: number): string {
  const plant = plantOf(seed);
  const transmit = createTransmission({
    site: 'demo',
    seed,
    severity: (equipment, fault) => plant.faults.severity(equipment, fault),
  });
  const hash = createHash('sha256');
  for (let second = 0; second < 3_600; second += 1) {
    if (second === 600) {
      plant.apply({ action: 'start', fault: 'leak', equipment: 'press-1', severity: 1 }, second);
      plant.apply({ action: 'start', fault: 'tool-wear', equipment: 'cnc-1', severity: 1 }, second);
      plant.apply({ action: 'start', fault: 'dropout', equipment: 'oven-1', severity: 1 }, second);
    }
    if (second === 2_400) plant.apply({ action: 'reset' }, second);
    for (const { topic, payload } of transmit(plant.step(1), plant.clockMs())) hash.update(topic + payload);
  }
  return hash.digest('hex');
}

it('gives the same messages for the same seed, to the byte, and others for another seed', () => {
  const first = fingerprint(11);
  expect(fingerprint(11)).toBe(first);
  expect(fingerprint(12)).not.toBe(first);
});

it('starts warm: the first second shows a plant that has been running', () => {
  const plant = plantOf(1);
  const [press] = plant.step(1);
  expect(press?.values.temperature).toBeGreaterThan(55);
  expect(press?.values.temperature).toBeLessThan(70);
  expect(press?.values.running).toBe(true);
  expect(value(plant, 'oven-1', 'zone_1_temperature')).toBeCloseTo(480, -1);
  expect(value(plant, 'inspection-1', 'production_count')).toBe(200);
});

it('rests in the break: no strokes, no vibration, and the press cools', () => {
  const plant = plantOf(1, Date.parse('2026-03-10T00:59:00Z'));
  const before = value(plant, 'press-1', 'temperature');
  const rested = value(plant, 'press-1', 'temperature', 20 * 60);
  expect(before - rested).toBeGreaterThan(15);
  expect(value(plant, 'press-1', 'stroke_rate')).toBe(0);
  expect(value(plant, 'press-1', 'vibration_velocity')).toBeLessThan(0.2);
  expect(value(plant, 'compressor-1', 'power')).toBeGreaterThan(50);
});

it('counts what it makes: about 15 strokes a minute', () => {
  const plant = plantOf(4);
  const first = value(plant, 'press-1', 'total_count');
  const later = value(plant, 'press-1', 'total_count', 600);
  expect(later - first).toBeGreaterThan(120);
  expect(later - first).toBeLessThanOrEqual(150);
});

it('changes its tool by itself before it is worn', () => {
  const plant = plantOf(5);
  let worst = 0;
  for (let minute = 0; minute < 420; minute += 1) {
    worst = Math.max(worst, value(plant, 'cnc-1', 'tool_wear', 60));
  }
  expect(worst).toBeGreaterThan(140);
  expect(worst).toBeLessThan(155);
});

it('a leak lowers the pressure, raises the flow and spoils parts', () => {
  const plant = plantOf(6);
  const pressure = value(plant, 'press-1', 'hydraulic_pressure');
  const flow = value(plant, 'press-1', 'flow');
  plant.apply({ action: 'start', fault: 'leak', equipment: 'press-1', severity: 1 }, START);
  expect(value(plant, 'press-1', 'hydraulic_pressure', 120)).toBeLessThan(pressure - 60);
  expect(value(plant, 'press-1', 'flow')).toBeGreaterThan(flow + 25);
  expect(value(plant, 'inspection-1', 'defect_count', 60)).toBeGreaterThan(20);
});

it('answers with a state that fits the contract', () => {
  const plant = plantOf(1);
  plant.apply({ action: 'start', fault: 'leak', equipment: 'press-2', severity: 0.4 }, START);
  const state = plant.state(2);
  expect(demoStateSchema.parse(state)).toEqual({ ...state, answers: [] });
  expect(state.faults).toEqual([
    { fault: 'leak', equipment: 'press-2', severity: 0.4, startedAt: '2026-03-10T00:00:00.000Z' },
  ]);
  expect(state.equipment.map(({ path }) => path)).toContain('demo/machining/line-2/cnc-1');
});
