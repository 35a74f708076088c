import { useTranslation } from 'react-i18next';
import type { SqlPreview } from '../../../../shared/contract/sql-sources.ts';
import { formatDateTime, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { QualityText, Table, Td, Th } from '../../ui/index.ts';

/** Samples as they would be stored, with the row each comes from. */
export function StoredSamples({ samples }: { readonly samples: SqlPreview['samples'] }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  return (
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
        {samples.map(({ row, path, at, value, quality }, index) => (
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
  );
}
