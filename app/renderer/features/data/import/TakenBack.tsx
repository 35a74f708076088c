import { useTranslation } from 'react-i18next';
import type { ImportTakenBack } from '../../../../../shared/contract/history-import.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Time } from '../../../ui/index.ts';

/** What became of values that had been added and are gone again. */
export function TakenBack({ takenBack }: { readonly takenBack: ImportTakenBack }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const { at, by, end, removed, missing } = takenBack;
  return (
    <div role="status" className="shrink-0 border border-line-strong bg-raised p-3">
      <p className="font-semibold">
        {t(`takenBack.${end}`, { removed: formatNumber(removed, language, 15) })}
      </p>
      {missing > 0 && <p>{t('takenBack.missing', { missing: formatNumber(missing, language, 15) })}</p>}
      <p className="text-sm text-ink-2">
        {t('takenBack.by', { by })} <Time at={at} />
      </p>
    </div>
  );
}
