import { useTranslation } from 'react-i18next';
import {
  HIT_POLICIES,
  MOST_TABLE_OUTPUTS,
  type HitPolicy,
} from '../../../../../shared/contract/decision-table.ts';
import { membersWith, sheetOfTable } from '../../../../../shared/decision-table/sheet.ts';
import { Button, IconButton, Select, useToasts } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { tableFile, type TableFileKind } from './table-files.ts';
import { useTableImport } from './use-table-import.tsx';
import type { RowActions } from './use-sheet-keys.ts';
import type { OpenTable } from './use-table.ts';

interface TableBarProps {
  readonly open: OpenTable;
  readonly rows: RowActions;
  readonly isTrying: boolean;
  readonly onTry: (isTrying: boolean) => void;
  readonly onNewColumn: () => void;
  readonly onNewOutput: () => void;
}

const SMALL = 'min-h-8! px-2!';

/** What can be done to the table as a whole and to the rows that are chosen. */
export function TableBar({ open, rows, isTrying, onTry, onNewColumn, onNewOutput }: TableBarProps) {
  const { t } = useTranslation('rule-table');
  const { id } = useDesk();
  const show = useToasts((state) => state.show);
  const { table, manifest, put } = open;
  const imported = useTableImport(manifest, table, t('replacesTable'), (sheet) => {
    const { table: next, ...more } = membersWith(manifest, sheet);
    put(next, more);
  });
  const save = async (kind: TableFileKind) => {
    const blob = await tableFile(kind, id, sheetOfTable(table, manifest.inputs));
    if (blob === null) show({ tone: 'failed', text: (say) => say('rule-table:notSaved') });
    else saveFile(blob, `${id}.table.${kind}`);
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      <label className="mr-2 flex items-center gap-2">
        <span className="text-sm text-ink-2">{t('hitPolicy')}</span>
        <Select
          className="min-h-8! w-auto!"
          title={t(`policyHint.${table.hitPolicy}`)}
          value={table.hitPolicy}
          choices={HIT_POLICIES.map((policy) => ({ value: policy, label: t(`policy.${policy}`) }))}
          onChange={(event) => put({ ...table, hitPolicy: event.target.value as HitPolicy })}
        />
      </label>
      <Button className={SMALL} title="Insert" onClick={rows.add}>
        {t('addRow')}
      </Button>
      <Button className={SMALL} variant="quiet" title="Ctrl+D" onClick={rows.copy}>
        {t('copyRow')}
      </Button>
      <Button className={SMALL} variant="quiet" title="Ctrl+Delete" onClick={rows.remove}>
        {t('removeRow')}
      </Button>
      <Button className={SMALL} variant="quiet" title="Alt+↑" onClick={() => rows.move(-1)}>
        {t('moveUp')}
      </Button>
      <Button className={SMALL} variant="quiet" title="Alt+↓" onClick={() => rows.move(1)}>
        {t('moveDown')}
      </Button>
      <Button className={SMALL} onClick={onNewColumn}>
        {t('addColumn')}
      </Button>
      <Button
        className={SMALL}
        disabled={(table.outputs?.length ?? 0) >= MOST_TABLE_OUTPUTS}
        title={t('addOutputHint')}
        onClick={onNewOutput}
      >
        {t('addOutput')}
      </Button>
      <IconButton
        icon="undo"
        label={t('rules:undo')}
        keys="Ctrl+Z"
        className="size-8! min-w-8!"
        disabled={!open.canUndo}
        onClick={open.undo}
      />
      <IconButton
        icon="redo"
        label={t('redo')}
        keys="Ctrl+Y"
        className="size-8! min-w-8!"
        disabled={!open.canRedo}
        onClick={open.redo}
      />
      <Button className={SMALL} pressed={isTrying} onClick={() => onTry(!isTrying)}>
        {t('try')}
      </Button>
      <span className="ml-auto flex gap-1">
        <Button className={SMALL} variant="quiet" onClick={imported.pick}>
          {t('import.open')}
        </Button>
        <Button className={SMALL} variant="quiet" onClick={() => void save('csv')}>
          {t('saveCsv')}
        </Button>
        <Button className={SMALL} variant="quiet" onClick={() => void save('xlsx')}>
          {t('saveXlsx')}
        </Button>
      </span>
      {imported.parts}
    </div>
  );
}
