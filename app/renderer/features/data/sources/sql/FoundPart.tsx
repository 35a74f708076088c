import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import type { SqlPreview } from '../../../../../../shared/contract/sql-sources.ts';
import { formatNumber } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { StateMark, Table, Td, Th } from '../../../../ui/index.ts';
import { StoredSamples } from '../../StoredSamples.tsx';
import { useFaultText } from './fault-text.ts';

/** What a look at the database has found: the server, what to think of, its first rows. */
export function FoundRows({ found }: { readonly found: SqlPreview }) {
  const { t } = useTranslation('sql');
  const language = useLanguage();
  const faultText = useFaultText();
  return (
    <section role="status" className="flex flex-col gap-2">
      <p className="flex items-start gap-2">
        {found.fault?.code !== 'CANCELLED' && <StateMark kind={found.fault === null ? 'normal' : 'high'} />}
        <span>
          {found.fault === null
            ? t('foundRows', {
                server: found.server,
                rows: found.rows.length,
                ms: formatNumber(found.tookMs, language),
              })
            : faultText(found.fault, found.fault.code)}
        </span>
      </p>
      {found.mayWrite.length > 0 && (
        <p className="flex items-start gap-2 font-semibold">
          <StateMark kind="medium" />
          {t('mayWrite', { what: found.mayWrite.join(', ') })}
        </p>
      )}
      {found.doubts.length > 0 && (
        <ul className="border border-line-strong bg-raised p-2">
          {found.doubts.map((doubt) => (
            <li key={doubt}>
              {t(`doubt.${doubt}`, {
                seconds: formatNumber(Math.round((found.clockOffsetMs ?? 0) / 1_000), language, 15),
              })}
            </li>
          ))}
        </ul>
      )}
      {found.rows.length > 0 && (
        <div
          role="group"
          aria-label={t('found')}
          // So that the arrow keys scroll it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="max-h-60 overflow-auto border border-line"
        >
          <Table>
            <thead>
              <tr>
                {found.columns.map(({ name, declared }) => (
                  <Th key={name}>
                    {name} <span className="block font-normal text-ink-3">{declared}</span>
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.rows.map((row, index) => (
                // Rows have no name of their own.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index}>
                  {found.columns.map(({ name }, column) => (
                    <Td key={name} className="max-w-60 truncate font-mono text-sm whitespace-nowrap">
                      {row[column] ?? <span className="text-ink-3">NULL</span>}
                    </Td>
                  ))}
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </section>
  );
}

/** The rows as they would be stored. */
export function FoundSamples({ found }: { readonly found: SqlPreview }) {
  const { t } = useTranslation('sql');
  const language = useLanguage();
  return (
    <section className="border border-line">
      <h3 className="border-b border-line px-2 py-1 font-semibold">{t('asStored')}</h3>
      {found.faults.map(({ row, problem, said }) => (
        <p key={`${row} ${problem}`} className="px-2 py-1 font-semibold">
          ✕ {t('faultIn', { row })} {textOfReason(said, language)}
        </p>
      ))}
      <div
        role="group"
        aria-label={t('asStored')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-60 overflow-auto"
      >
        <StoredSamples samples={found.samples} />
      </div>
    </section>
  );
}
