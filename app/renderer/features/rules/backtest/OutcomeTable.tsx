import { useTranslation } from 'react-i18next';
import type { BacktestSide } from '../../../../../shared/contract/backtest.ts';
import { formatNumber, formatSpan } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { StateMark, Table, Td, Th } from '../../../ui/index.ts';
import { markOf, outcomeText } from './words.ts';

/** How often each verdict was given, how long it stood, how many times it began. */
export function OutcomeTable({ side }: { side: BacktestSide }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  return (
    <Table aria-label={t('verdicts')}>
      <thead>
        <tr>
          <Th>{t('column.verdict')}</Th>
          <Th numeric>{t('column.rows')}</Th>
          <Th numeric>{t('column.duration')}</Th>
          <Th numeric>{t('column.starts')}</Th>
        </tr>
      </thead>
      <tbody>
        {side.outcomes.map((outcome) =>
          outcome.rows === 0 ? null : (
            <tr key={`${outcome.verdict} ${outcome.holdCause ?? ''}`}>
              <Td>
                <span className="flex items-center gap-2">
                  <StateMark kind={markOf(outcome)} severity={outcome.severity} label />
                  {outcomeText(outcome, t)}
                </span>
              </Td>
              <Td numeric>{formatNumber(outcome.rows, language, 9)}</Td>
              <Td numeric>{formatSpan(outcome.durationMs, language)}</Td>
              <Td numeric>{formatNumber(outcome.starts, language, 9)}</Td>
            </tr>
          ),
        )}
      </tbody>
    </Table>
  );
}
