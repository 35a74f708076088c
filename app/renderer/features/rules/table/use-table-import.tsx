import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { ReadSheet } from '../../../../../shared/decision-table/sheet.ts';
import { FilePicker } from '../../../ui/index.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { readTableFile, type ReadFile } from './table-files.ts';

interface TableImport {
  /** Asks for a file. */
  pick(): void;
  /** What belongs into the page for it. */
  readonly parts: ReactNode;
}

/** Lets somebody choose a CSV or XLSX file and shows what is in it before it is taken. */
export function useTableImport(
  manifest: RulesetManifest,
  table: DecisionTable | undefined,
  replaces: string | null,
  onTake: (sheet: ReadSheet) => void,
): TableImport {
  const { t } = useTranslation('rule-table');
  const picker = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<{ name: string; file: ReadFile } | null>(null);
  const { inputs, verdicts } = manifest;
  const [context, setContext] = useState({ inputs, verdicts, table });
  const take = async (file: File) => {
    setContext({ inputs, verdicts, table });
    setOpened({ name: file.name, file: await readTableFile(file) });
  };
  return {
    pick: () => picker.current?.click(),
    parts: (
      <>
        <FilePicker
          ref={picker}
          accept=".csv,.tsv,.txt,.xlsx"
          label={t('import.open')}
          onPick={(file) => void take(file)}
        />
        {opened !== null && (
          <ImportDialog
            name={opened.name}
            file={opened.file}
            context={context}
            replaces={replaces}
            onDone={(sheet) => {
              setOpened(null);
              if (sheet !== null) onTake(sheet);
            }}
          />
        )}
      </>
    ),
  };
}
