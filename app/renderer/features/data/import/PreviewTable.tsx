import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { ImportPreview } from '../../../../../shared/contract/history-import.ts';
import { formatDateTime, formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { QualityText, Table, Td, Th } from '../../../ui/index.ts';

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
      <Table>
        <thead>
          <tr>
            <Th numeric>{t('row')}</Th>
            <Th>{t('storedTime')}</Th>
            <Th>{t('tag')}</Th>
            <Th numeric>{t('value')}</Th>
            <Th>{t('quality')}</Th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ row, path, at, value, quality }, index) => (
            <tr key={index}>
              <Td numeric>{row}</Td>
              <Td className="whitespace-nowrap">{formatDateTime(at)}</Td>
              <Td className="font-mono text-sm wrap-anywhere">{path}</Td>
              <Td numeric>{formatValue(value, language)}</Td>
              <Td>
                <QualityText quality={quality} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
