import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { tableOfSheet } from '../../../../../shared/decision-table/sheet.ts';
import type { ReadSheet, SheetContext } from '../../../../../shared/decision-table/sheet.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, Dialog, Field, Select } from '../../../ui/index.ts';
import { ownOffset } from './ColumnDialog.tsx';
import type { ReadFile } from './table-files.ts';

interface ImportDialogProps {
  readonly name: string;
  readonly file: ReadFile;
  readonly context: SheetContext;
  /** What is told of what the import takes the place of. */
  readonly replaces: string | null;
  readonly onDone: (sheet: ReadSheet | null) => void;
}

/** What a file holds as a table, before it takes the place of the one that is there; or everything that is wrong with it. */
export function ImportDialog({ name, file, context, replaces, onDone }: ImportDialogProps) {
  const { t } = useTranslation('rule-table');
  const language = useLanguage();
  const sheets = file.ok ? file.sheets : [];
  const [chosen, setChosen] = useState(0);
  const rows = sheets[chosen]?.rows;
  const outcome = useMemo(
    () => (rows === undefined ? null : tableOfSheet(rows, context, ownOffset())),
    [rows, context],
  );
  const sheet = outcome?.ok === true ? outcome.sheet : null;
  const outputs = sheet?.table.outputs?.length ?? 0;
  return (
    <Dialog
      open
      onOpenChange={() => onDone(null)}
      title={t('import.title', { name })}
      width="small"
      footer={
        <>
          <Button onClick={() => onDone(null)}>{t('common:cancel')}</Button>
          <Button
            data-autofocus
            variant="primary"
            disabled={sheet === null}
            onClick={() => sheet && onDone(sheet)}
          >
            {t('import.take')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {!file.ok && (
          <p role="alert" className="font-semibold">
            ✕ {t(`import.why.${file.why}`, { detail: file.detail })}
          </p>
        )}
        {sheets.length > 1 && (
          <Field label={t('import.sheet')}>
            {(ids) => (
              <Select
                {...ids}
                value={String(chosen)}
                choices={sheets.map((each, index) => ({ value: String(index), label: each.name }))}
                onChange={(event) => setChosen(Number(event.target.value))}
              />
            )}
          </Field>
        )}
        {outcome?.ok === false && (
          <div role="alert">
            <p className="font-semibold">{t('import.faults')}</p>
            <ul className="mt-1 max-h-60 overflow-auto">
              {outcome.faults.map((fault) => (
                <li key={`${fault.reason.code} ${fault.row} ${fault.column}`}>
                  ✕{' '}
                  {t('import.place', {
                    sheet: sheets[chosen]?.name ?? '',
                    row: fault.row,
                    column: fault.column,
                  })}{' '}
                  {textOfReason(fault.reason, language)}
                </li>
              ))}
            </ul>
          </div>
        )}
        {sheet !== null && (
          <>
            <p>
              {[
                t('import.rows', { count: sheet.table.rows.length }),
                t('import.columns', { count: sheet.table.columns.length }),
                ...(outputs === 0 ? [] : [t('import.outputs', { count: outputs })]),
                t(`policy.${sheet.table.hitPolicy}`),
              ].join(', ')}
            </p>
            {sheet.newInputs.length > 0 && (
              <p>
                {t('import.newInputs')}{' '}
                <code className="font-mono text-sm">
                  {sheet.newInputs.map((input) => `${input.name} (${t(`type.${input.type}`)})`).join(', ')}
                </code>
              </p>
            )}
            {sheet.newVerdicts.length > 0 && (
              <p>
                {t('import.newVerdicts')}{' '}
                <code className="font-mono text-sm">{sheet.newVerdicts.join(', ')}</code>
              </p>
            )}
            {replaces !== null && <p className="text-ink-2">{replaces}</p>}
          </>
        )}
      </div>
    </Dialog>
  );
}
