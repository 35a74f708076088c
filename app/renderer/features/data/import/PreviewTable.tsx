import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { ImportPreview } from '../../../../../shared/contract/history-import.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { StoredSamples } from '../StoredSamples.tsx';

/** The first rows as they would be stored, and those of them that have faults. */
export function PreviewTable({ preview: { items, faults } }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  return (
    <section className="shrink-0 border border-line">
      <h3 className="border-b border-line px-2 py-1 font-semibold">{t('preview')}</h3>
      {faults.map(({ row, column, problem, said }, index) => (
        <p key={index} className="px-2 py-1 font-semibold">
          ✕ {t('faultIn', { row, column })} {said === undefined ? problem : textOfReason(said, language)}
        </p>
      ))}
      <StoredSamples samples={items} />
    </section>
  );
}
