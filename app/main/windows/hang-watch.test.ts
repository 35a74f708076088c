import { expect, it } from 'vitest';
import { ASK_EVERY_MS, HangWatch } from './hang-watch.ts';

it('tells after three unanswered questions, about half a minute', () => {
  const watch = new HangWatch();
  const told = [0, 1, 2, 3].map((turn) => watch.ask(turn * ASK_EVERY_MS));
  expect(told).toEqual([false, false, false, true]);
});

it('leaves a page alone that answers, however late', () => {
  const watch = new HangWatch();
  for (let turn = 0; turn < 100; turn += 1) {
    expect(watch.ask(turn * ASK_EVERY_MS)).toBe(false);
    if (turn % 3 === 2) watch.answered();
  }
});

it('takes a machine that slept for no hanging page', () => {
  const watch = new HangWatch();
  watch.ask(0);
  watch.ask(ASK_EVERY_MS);
  watch.ask(2 * ASK_EVERY_MS);
  expect(watch.ask(8 * 3_600_000)).toBe(false);
  expect(watch.ask(8 * 3_600_000 + ASK_EVERY_MS)).toBe(false);
});
