import { ChartEngine } from '../chart-engine.ts';
import type { ChartDataSource } from '../feed/data-source.ts';
import { onThemeChange, readChartTheme } from './theme.ts';

interface Shared {
  readonly engine: ChartEngine;
  readonly stopTheme: () => void;
  users: number;
  closing: ReturnType<typeof setTimeout> | undefined;
}

/** A page change unmounts one page before the next is there: the worker and its samples outlive that moment. */
const KEEP_MS = 5_000;

const engines = new WeakMap<ChartDataSource, Shared>();

/** The one engine of all charts that read from `source`; give it back with `release`. */
export function acquireEngine(source: ChartDataSource): { engine: ChartEngine; release: () => void } {
  const shared = engines.get(source) ?? create(source);
  clearTimeout(shared.closing);
  shared.users += 1;
  let released = false;
  return {
    engine: shared.engine,
    release: () => {
      if (released) return;
      released = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      shared.closing = setTimeout(() => close(source, shared), KEEP_MS);
    },
  };
}

function create(source: ChartDataSource): Shared {
  const engine = new ChartEngine(source);
  engine.setTheme(readChartTheme());
  const stopTheme = onThemeChange(() => engine.setTheme(readChartTheme()));
  const shared: Shared = { engine, stopTheme, users: 0, closing: undefined };
  engines.set(source, shared);
  return shared;
}

function close(source: ChartDataSource, shared: Shared): void {
  if (shared.users > 0) return;
  engines.delete(source);
  shared.stopTheme();
  shared.engine.close();
}
