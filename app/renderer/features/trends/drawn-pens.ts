import { useMemo } from 'react';
import type { Language } from '../../../../shared/contract/common.ts';
import type { TagBounds } from '../../../../shared/contract/tags.ts';
import { assignAxes } from '../../charts/model/assign-axes.ts';
import type { ChartPen, PenAxis } from '../../charts/types.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { usePenFacts, type PenFacts } from './pen-facts.ts';
import { shiftLabel } from './shifts.ts';
import type { TrendChart } from './view-state.ts';

/** A pen as it is drawn: with its unit, on its axis, now or earlier. */
export interface DrawnPen extends ChartPen {
  readonly axis: PenAxis;
  readonly unit: string;
  readonly shiftMs: number;
  readonly isDiscrete: boolean;
  /** A pen of a tag that is not there takes no axis. */
  readonly isKnown: boolean;
  /** Where the value belongs in normal operation. */
  readonly limits: TagBounds;
}

/** Of its range an automatic axis shows at least this share. */
const LEAST_OF_RANGE = 0.1;

/** `press-1 › temperature`. */
function shortName(path: string): string {
  return path.split('/').slice(-2).join(' › ');
}

function leastSpanOf({ low, high }: TagBounds): { leastSpan?: number } {
  return typeof low === 'number' && typeof high === 'number'
    ? { leastSpan: (high - low) * LEAST_OF_RANGE }
    : {};
}

/** A chart's pens, and under them the same ones as they were earlier, on the same axes. */
export function drawnPens(
  chart: TrendChart,
  facts: ReadonlyMap<string, PenFacts>,
  language: Language,
): DrawnPen[] {
  const known = chart.pens.map((pen) => {
    const {
      unit = '',
      isKnown = true,
      isDiscrete = false,
      limits = NO_BOUNDS,
      range = NO_BOUNDS,
    } = facts.get(pen.path) ?? {};
    return {
      ...pen,
      unit,
      isKnown,
      isDiscrete,
      limits,
      ...leastSpanOf(range),
      shiftMs: 0,
      name: shortName(pen.path),
    };
  });
  const axes = new Map(
    assignAxes(known.filter((pen) => !pen.isDiscrete && pen.isKnown)).map(({ path, axis }) => [path, axis]),
  );
  const present = known.map((pen) => ({ ...pen, axis: axes.get(pen.path) ?? ('own' as const) }));
  const earlier = chart.shifts.flatMap((shiftMs) =>
    present.map((pen) => ({ ...pen, shiftMs, name: `${pen.name} ${shiftLabel(shiftMs, language)}` })),
  );
  return [...present, ...earlier];
}

const NO_BOUNDS: TagBounds = { low: null, high: null };

export function useDrawnPens(chart: TrendChart): readonly DrawnPen[] {
  const facts = usePenFacts(chart.pens.map(({ path }) => path));
  const language = useLanguage();
  return useMemo(() => drawnPens(chart, facts, language), [chart, facts, language]);
}
