import { useTranslation } from 'react-i18next';
import type { MeaningDiff } from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber, formatPercent } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button, RunningNotice } from '../../../../ui/index.ts';

/** How far a comparison is, and the way to end it. */
export function MeaningProgress({ diff, cancel }: { diff: MeaningDiff; cancel: () => void }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { share, tried, found } = diff;
  return (
    <RunningNotice
      title={t('running')}
      label={t('progress')}
      share={share}
      action={<Button onClick={cancel}>{t('common:cancel')}</Button>}
    >
      {formatPercent(share, language)} ·{' '}
      {t('triedSoFar', { count: tried, inputs: formatNumber(tried, language, 9) })}
      {found > 0 && <> · {t('foundSoFar')}</>}
    </RunningNotice>
  );
}
