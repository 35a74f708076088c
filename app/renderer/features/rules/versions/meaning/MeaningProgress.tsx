import { useTranslation } from 'react-i18next';
import type { MeaningDiff } from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber, formatPercent } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button } from '../../../../ui/index.ts';

/** How far a comparison is, and the way to end it. */
export function MeaningProgress({ diff, cancel }: { diff: MeaningDiff; cancel: () => void }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { share, tried, found } = diff;
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
      <p className="text-lg font-medium">{t('running')}</p>
      <progress
        aria-label={t('progress')}
        value={share}
        max={1}
        className="h-3 w-full max-w-160 accent-action"
      />
      <p role="status" className="text-ink-2">
        {formatPercent(share, language)} · {t('triedSoFar', { inputs: formatNumber(tried, language, 9) })}
        {found > 0 && <> · {t('foundSoFar')}</>}
      </p>
      <Button onClick={cancel}>{t('common:cancel')}</Button>
    </div>
  );
}
