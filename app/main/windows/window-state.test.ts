import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWindow, readWindowState, stepBeside, type Rectangle } from './window-state.ts';

const MAIN: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 };
const LEFT: Rectangle = { x: -2560, y: 0, width: 2560, height: 1400 };

describe('placeWindow', () => {
  it('opens a first window centred on the main screen', () => {
    expect(placeWindow(null, [MAIN])).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
  });

  it('opens a window where it was, also on a second screen', () => {
    const was = { x: -2000, y: 100, width: 1600, height: 1000 };
    expect(placeWindow(was, [MAIN, LEFT])).toEqual(was);
  });

  it('brings a window home whose screen is gone', () => {
    const was = { x: -2000, y: 100, width: 1600, height: 1000 };
    expect(placeWindow(was, [MAIN])).toEqual({ x: 160, y: 20, width: 1600, height: 1000 });
  });

  it('never hides a title bar above the screen', () => {
    expect(placeWindow({ x: 100, y: -500, width: 1200, height: 800 }, [MAIN]).y).toBeGreaterThanOrEqual(0);
  });

  it('fits a window into a smaller screen', () => {
    expect(placeWindow({ x: 0, y: 0, width: 3840, height: 2100 }, [MAIN])).toEqual({
      x: 0,
      y: 0,
      width: 1920,
      height: 1040,
    });
  });

  it('keeps in sight what had to be made smaller', () => {
    const placed = placeWindow({ x: -7_000, y: 0, width: 8_000, height: 900 }, [MAIN]);
    expect(placed).toEqual({ x: 0, y: 70, width: 1920, height: 900 });
  });

  it('always leaves enough of a window on some screen to grab it', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 960, max: 8_000 });
    fc.assert(
      fc.property(fc.record({ x: number, y: number, width: size, height: size }), (wanted) => {
        const placed = placeWindow(wanted, [MAIN, LEFT]);
        const seen = [MAIN, LEFT].some(
          (screen) =>
            Math.min(placed.x + placed.width, screen.x + screen.width) - Math.max(placed.x, screen.x) >=
              200 &&
            placed.y >= screen.y &&
            placed.y <= screen.y + screen.height - 100,
        );
        expect(seen).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('stepBeside', () => {
  it('does not cover the window it was opened from', () => {
    expect(stepBeside({ x: 10, y: 10, width: 1000, height: 700 }, [MAIN])).toEqual({
      x: 42,
      y: 42,
      width: 1000,
      height: 700,
    });
  });
});

describe('readWindowState', () => {
  it('reads what was stored and refuses what was not', () => {
    const bounds = { x: 1, y: 2, width: 3, height: 4 };
    expect(readWindowState({ bounds, isMaximized: true, route: '/trends' })).toEqual({
      bounds,
      isMaximized: true,
      isFullScreen: false,
      route: '/trends',
    });
    expect(readWindowState({ bounds: { ...bounds, x: 'left' }, route: '/' })).toBeNull();
    expect(readWindowState(null)).toBeNull();
  });
});
