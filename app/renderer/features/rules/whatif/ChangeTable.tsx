import { useTranslation } from 'react-i18next';
import type { WhatIfCounts, WhatIfOutcome } from '../../../../../shared/contract/whatif.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { StateMark, Table, Td, Th } from '../../../ui/index.ts';
import { markOf, outcomeText } from '../backtest/words.ts';
import { changesOf } from './figures.ts';

function Said({ outcome }: { outcome: WhatIfOutcome }) {
  const { t } = useTranslation('rule-backtest');
  return (
    <span className="flex items-center gap-2">
      <StateMark kind={markOf(outcome)} severity={outcome.severity} label />
      {outcomeText(outcome, t)}
    </span>
  );
}

/** From which verdict to which rows change. */
export function ChangeTable({ counts }: { counts: WhatIfCounts }) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const changes = changesOf(counts);
  if (changes.length === 0) return <p className="p-3 text-ink-2">{t('noChanges')}</p>;
  return (
    <Table aria-label={t('changes')}>
      <thead>
        <tr>
          <Th>{t('column.from')}</Th>
          <Th>{t('column.to')}</Th>
          <Th numeric>{t('column.rows')}</Th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ from, to, rows }) => (
          <tr key={[from.verdict, from.holdCause, to.verdict, to.holdCause].join(' ')}>
            <Td>
              <Said outcome={from} />
            </Td>
            <Td>
              <Said outcome={to} />
            </Td>
            <Td numeric>{formatNumber(rows, language, 9)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
