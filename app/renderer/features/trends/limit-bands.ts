import { useMemo } from 'react';
import type { Language } from '../../../../shared/contract/common.ts';
import type { RulesetVersion } from '../../../../shared/contract/rules.ts';
import { AXIS_SIDES, type AxisSide, type ChartBand } from '../../charts/types.ts';
import { formatNumber } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { limitsOfTag, type RuleLimit } from '../../lib/rules/rule-limits.ts';
import { useActiveVersions } from '../../lib/rules/use-rules.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { tagName } from './view-state.ts';

const NONE: readonly ChartBand[] = [];

/**
 * The fields that limits of one axis cut out: each reaches to the next limit of its side. Limits of normal verdicts are none, and
 * the same limit of several machines is drawn once.
 */
function bandsOfAxis(axis: AxisSide, limits: readonly RuleLimit[], language: Language): ChartBand[] {
  const bands = limits
    .filter(({ severity }) => severity !== 'normal')
    .map(({ value, side, verdict, severity }) => {
      const others = limits.filter((other) => other.side === side).map((other) => other.value);
      const sign = side === 'above' ? '≥' : '≤';
      return {
        axis,
        from: side === 'above' ? value : Math.max(-Infinity, ...others.filter((other) => other < value)),
        to: side === 'above' ? Math.min(Infinity, ...others.filter((other) => other > value)) : value,
        limit: value,
        severity,
        label: `${verdict} ${sign} ${formatNumber(value, language)}`,
      };
    });
  return [...new Map(bands.map((band) => [`${band.label} ${band.from} ${band.to}`, band])).values()];
}

/** Beyond the limits a person set for a tag; of pens with the same limits once. */
function tagBands(axis: AxisSide, pens: readonly DrawnPen[], language: Language): ChartBand[] {
  const bands = pens.flatMap(({ path, limits: { low, high } }): ChartBand[] => {
    const at = (sign: string, value: number): string =>
      `${tagName(path)} ${sign} ${formatNumber(value, language)}`;
    const common = { axis, severity: 'normal' } as const;
    return [
      ...(typeof high === 'number'
        ? [{ ...common, from: high, to: Infinity, limit: high, label: at('≥', high) }]
        : []),
      ...(typeof low === 'number'
        ? [{ ...common, from: -Infinity, to: low, limit: low, label: at('≤', low) }]
        : []),
    ];
  });
  return [...new Map(bands.map((band) => [`${band.from} ${band.to}`, band])).values()];
}

/** Limits of the rules that read the pens' tags, and of the tags themselves, on the pens' axes. Pens drawn by a range of their own have none. */
export function limitBands(
  pens: readonly DrawnPen[],
  versions: readonly RulesetVersion[],
  language: Language,
): ChartBand[] {
  const shown = pens.filter(({ hidden, shiftMs }) => !hidden && shiftMs === 0);
  return AXIS_SIDES.flatMap((axis) => {
    const own = shown.filter((pen) => pen.axis === axis);
    const limits = own.flatMap(({ path }) => limitsOfTag(path, versions));
    return [...tagBands(axis, own, language), ...bandsOfAxis(axis, limits, language)];
  });
}

/** The bands of a chart that shows limits. */
export function useLimitBands(pens: readonly DrawnPen[], isOn: boolean): readonly ChartBand[] {
  const versions = useActiveVersions();
  const language = useLanguage();
  return useMemo(
    () => (isOn ? limitBands(pens, versions, language) : NONE),
    [pens, versions, language, isOn],
  );
}
