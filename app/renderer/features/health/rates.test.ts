import { describe, expect, it } from 'vitest';
import { ratePerSecond, type CounterReading } from './rates.ts';

const reading = (at: number, received: number): CounterReading => ({
  at,
  counters: { received, stored: 0, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
});

describe('ratePerSecond', () => {
  it('is the change over the time between', () => {
    expect(ratePerSecond(reading(0, 100), reading(2_000, 150), 'received')).toBe(25);
  });

  it('is unknown at first, in the same moment, and after a restart', () => {
    expect(ratePerSecond(null, reading(0, 100), 'received')).toBeNull();
    expect(ratePerSecond(reading(5, 100), reading(5, 100), 'received')).toBeNull();
    expect(ratePerSecond(reading(0, 100), reading(2_000, 3), 'received')).toBeNull();
  });
});
