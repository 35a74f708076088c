import { useMemo } from 'react';
import type { Language } from '../../../../shared/contract/common.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { assignAxes } from '../../charts/model/assign-axes.ts';
import type { ChartPen, PenAxis } from '../../charts/types.ts';
import { formatUnit } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { useTagUnits } from '../../lib/tags/use-tag-names.ts';
import { shiftLabel } from './shifts.ts';
import { tagName, type TrendChart } from './view-state.ts';

/** A pen as it is drawn: with its unit, on its axis, now or earlier. */
export interface DrawnPen extends ChartPen {
  readonly axis: PenAxis;
  readonly unit: string;
  readonly shiftMs: number;
}

/** `press-1 › temperature`. */
function shortName(path: string): string {
  return path.split('/').slice(-2).join(' › ');
}

/** A chart's pens, and under them the same ones as they were earlier, on the same axes. */
export function drawnPens(
  chart: TrendChart,
  manifests: readonly RulesetManifest[],
  language: Language,
  tagUnits: ReadonlyMap<string, string>,
): DrawnPen[] {
  const units = chart.pens.map((pen) => ({
    ...pen,
    unit: formatUnit(unitOfTag(inputsOfTag(pen.path, manifests), tagUnits.get(pen.path))),
  }));
  const present = assignAxes(units).map((pen) => ({ ...pen, shiftMs: 0, name: shortName(pen.path) }));
  const earlier = chart.shifts.flatMap((shiftMs) =>
    present.map((pen) => ({
      ...pen,
      shiftMs,
      name: `${tagName(pen.path)} ${shiftLabel(shiftMs, language)}`,
    })),
  );
  return [...present, ...earlier];
}

export function useDrawnPens(chart: TrendChart): readonly DrawnPen[] {
  const manifests = useManifests();
  const language = useLanguage();
  const tagUnits = useTagUnits();
  return useMemo(
    () => drawnPens(chart, manifests, language, tagUnits),
    [chart, manifests, language, tagUnits],
  );
}
