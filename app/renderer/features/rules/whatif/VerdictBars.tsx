import { useTranslation } from 'react-i18next';
import type { Severity } from '../../../../../shared/contract/common.ts';
import type { WhatIfCounts, WhatIfOutcome } from '../../../../../shared/contract/whatif.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { classNames, StateMark, Table, Td, Th } from '../../../ui/index.ts';
import { markOf, outcomeText } from '../backtest/words.ts';
import { outcomePairs } from './figures.ts';

/** Colour only for what is abnormal; a `HOLD` is hatched, as nothing was judged. */
export const FILL: Record<Severity, string> = {
  critical: 'bg-critical',
  high: 'bg-high',
  medium: 'bg-medium',
  low: 'bg-low',
  normal: 'bg-line-strong',
};
const HATCHED = {
  backgroundImage: 'repeating-linear-gradient(45deg, transparent 0 4px, var(--panel) 4px 7px)',
};

export function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text.replace(/^[-−]/, '')}` : '0';
}

function Bar({ outcome, base, most }: { outcome: WhatIfOutcome; base: number; most: number }) {
  const shareOf = (rows: number) => (most === 0 ? 0 : (100 * rows) / most);
  return (
    <span aria-hidden className="relative block h-4 w-full min-w-24 bg-sunken">
      <span
        className={classNames('absolute inset-y-0 left-0', FILL[outcome.severity])}
        style={{
          width: `max(${shareOf(outcome.rows)}%, ${outcome.rows > 0 ? 2 : 0}px)`,
          ...(outcome.holdCause === undefined ? {} : HATCHED),
        }}
      />
      <span
        className="absolute -inset-y-0.5 w-0.5 bg-ink"
        style={{ left: `min(${shareOf(base)}%, 100% - 2px)` }}
      />
    </span>
  );
}

/** How often each verdict would have been given, beside the base. Bars of what is normal have a scale of their own. */
export function VerdictBars({ counts }: { counts: WhatIfCounts }) {
  const { t } = useTranslation('rule-whatif');
  const { t: words } = useTranslation('rule-backtest');
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language, 9);
  const pairs = outcomePairs(counts);
  const mostOf = (isNormal: boolean) =>
    pairs.reduce(
      (most, { outcome, base }) =>
        (outcome.severity === 'normal') === isNormal ? Math.max(most, outcome.rows, base) : most,
      0,
    );
  const most = { normal: mostOf(true), other: mostOf(false) };
  return (
    <Table aria-label={t('verdicts')}>
      <thead>
        <tr>
          <Th>{t('column.verdict')}</Th>
          <Th className="w-1/2">
            <span className="sr-only">{t('column.bar')}</span>
          </Th>
          <Th numeric>{t('column.rows')}</Th>
          <Th numeric>{t('column.difference')}</Th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ outcome, base }) => (
          <tr key={`${outcome.verdict} ${outcome.holdCause ?? ''}`}>
            <Td middle>
              <span className="flex items-center gap-2">
                <StateMark kind={markOf(outcome)} severity={outcome.severity} label />
                {outcomeText(outcome, words)}
              </span>
            </Td>
            <Td middle>
              <Bar
                outcome={outcome}
                base={base}
                most={outcome.severity === 'normal' ? most.normal : most.other}
              />
            </Td>
            <Td numeric middle>
              {number(outcome.rows)}
            </Td>
            <Td numeric middle className={outcome.rows === base ? 'text-ink-3' : 'font-semibold'}>
              {signed(outcome.rows - base, number(Math.abs(outcome.rows - base)))}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
