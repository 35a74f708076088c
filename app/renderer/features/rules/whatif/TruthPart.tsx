import { useTranslation } from 'react-i18next';
import type { WhatIfCounts } from '../../../../../shared/contract/whatif.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Table, Td, Th } from '../../../ui/index.ts';
import { comparedCount } from '../backtest/figures.ts';

const LINES = ['hits', 'misses', 'falseCalls', 'correct', 'held'] as const;

/** What operators said of the same moments, against both. */
export function TruthPart({ truth: { base, tried } }: Pick<WhatIfCounts, 'truth'>) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const count = Math.max(comparedCount(base) + base.held, comparedCount(tried) + tried.held);
  if (count === 0) return <p className="p-3 text-ink-2">{t('noFeedback')}</p>;
  return (
    <Table aria-label={t('feedback')}>
      <thead>
        <tr>
          <Th>{t('feedbackCount', { count })}</Th>
          <Th numeric>{t('base')}</Th>
          <Th numeric>{t('tried')}</Th>
        </tr>
      </thead>
      <tbody>
        {LINES.map((line) => (
          <tr key={line}>
            <Td>{t(`truth.${line}`)}</Td>
            <Td numeric>{formatNumber(base[line], language, 9)}</Td>
            <Td numeric className={base[line] === tried[line] ? undefined : 'font-semibold'}>
              {formatNumber(tried[line], language, 9)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
