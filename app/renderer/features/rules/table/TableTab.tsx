import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ColumnValue } from '../../../../../shared/decision-table/space.ts';
import { valueText } from '../../../../../shared/decision-table/told.ts';
import { Button, Notice, useToasts } from '../../../ui/index.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { rulePath } from '../rule-path.ts';
import { useDesk } from '../use-desk.ts';
import { ColumnDialog, type ColumnChange } from './ColumnDialog.tsx';
import {
  columnAt,
  emptyRow,
  outputNumber,
  widthOf,
  withColumn,
  withColumnMoved,
  withoutColumn,
  withRows,
} from './edit.ts';
import { withOutputChanged, withOutputColumn, withoutOutputColumn } from './edit-outputs.ts';
import { FindingsPanel } from './FindingsPanel.tsx';
import { useGridState, type GridState } from './grid-state.ts';
import { NoTable } from './NoTable.tsx';
import { OutputDialog, type OutputChange } from './OutputDialog.tsx';
import { Sheet } from './Sheet.tsx';
import type { RowMark } from './SheetRow.tsx';
import { TableBar } from './TableBar.tsx';
import { answerOf, TryPanel, useNewestValues } from './TryPanel.tsx';
import { rowActions } from './use-sheet-keys.ts';
import { useTableAnalysis, type AnalysisRun } from './use-table-analysis.ts';
import { useTable, type OpenTable } from './use-table.ts';

/** Tells that script and table differ, and both ways out. */
function OtherScript({ open }: { open: OpenTable }) {
  const { t } = useTranslation('rule-table');
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 border border-line-strong bg-raised px-3 py-2"
    >
      <span className="grow">{t('otherScript')}</span>
      <Button className="min-h-8!" variant="primary" onClick={open.makeScript}>
        {t('makeScript')}
      </Button>
      <Button className="min-h-8!" onClick={open.letGo}>
        {t('letGo')}
      </Button>
    </div>
  );
}

/** What stands beside the numbers of rows that something is wrong with. */
function useMarks({ analysis }: AnalysisRun): ReadonlyMap<number, RowMark> {
  const { t } = useTranslation('rule-table');
  return useMemo(() => {
    const marks = new Map<number, RowMark>();
    for (const row of analysis?.masked ?? [])
      marks.set(row, { sign: '○', text: t('masked', { row: row + 1 }) });
    for (const { rows } of analysis?.overlaps ?? [])
      for (const row of rows) {
        const others = rows.map((each) => each + 1).join(', ');
        marks.set(row, { sign: '✕', text: t('overlap', { rows: others }) });
      }
    return marks;
  }, [analysis, t]);
}

/** Goes to the cell of a problem that was clicked. */
function useShownCell(open: OpenTable, grid: GridState): void {
  const { id } = useDesk();
  const place = useShownPlace((state) => state.place);
  const turn = place?.turn;
  useEffect(() => {
    if (place?.ruleset !== id || place.file !== 'ruleset.json') return;
    const [, row, cell] = /^table\.rows\.(\d+)(?:\.when\.(\d+))?/.exec(place.path) ?? [];
    if (row === undefined) return;
    const isVerdict = place.path.endsWith('.verdict');
    grid.go({ row: Number(row), column: isVerdict ? open.table.columns.length : Number(cell ?? 0) });
    // Once for every time that somebody asks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [turn]);
}

function changedColumns(open: OpenTable, at: number | 'new', change: ColumnChange): void {
  const { table, put } = open;
  if (at === 'new') {
    if (change.kind === 'set') put(withColumn(table, table.columns.length, change.column));
  } else if (change.kind === 'set') put({ ...table, columns: table.columns.with(at, change.column) });
  else if (change.kind === 'remove') put(withoutColumn(table, at));
  else put(withColumnMoved(table, at, change.by));
}

function changedOutputs({ table, put }: OpenTable, at: number | 'new', change: OutputChange): void {
  if (change.kind === 'remove') put(at === 'new' ? table : withoutOutputColumn(table, at));
  else
    put(at === 'new' ? withOutputColumn(table, change.output) : withOutputChanged(table, at, change.output));
}

/** What is wrong in the cell that has the keyboard, or how such cells are written. */
function CellLine({ open, grid: { at } }: { open: OpenTable; grid: GridState }) {
  const { t } = useTranslation('rule-table');
  const { table, faults } = open;
  const what = columnAt(table, at.column);
  const isLast = at.row >= table.rows.length;
  const path = isLast
    ? `otherwise.${what}`
    : typeof what === 'number'
      ? `rows.${at.row}.when.${what}`
      : `rows.${at.row}.${what}`;
  const fault = faults.get(path) ?? faults.get(`rows.${at.row}`);
  const column = typeof what === 'number' ? table.columns[what] : undefined;
  const output = typeof what === 'number' ? undefined : table.outputs?.[outputNumber(what) ?? Infinity];
  const help =
    output !== undefined
      ? t(`outputCellHint.${output.type}`)
      : column === undefined
        ? t(`outputHint.${what}`)
        : t(`cellHint.${column.type}`);
  return (
    <div className="flex flex-wrap gap-x-4 text-sm text-ink-2">
      <p className="min-h-6 min-w-0 grow" aria-live="polite">
        {fault === undefined ? help : <strong className="text-ink">✕ {fault}</strong>}
      </p>
      <p>{t('keys')}</p>
    </div>
  );
}

function TableDesk({ open }: { open: OpenTable }) {
  const { table, manifest, model, put } = open;
  const grid = useGridState(table.rows.length + 1, widthOf(table));
  const firstVerdict = Object.keys(manifest.verdicts)[0] ?? 'OK';
  const show = useToasts((state) => state.show);
  const onFull = () => show({ tone: 'failed', text: (say) => say('rule-table:refusal.rows') });
  const rows = rowActions(open, grid, firstVerdict, onFull);
  const run = useTableAnalysis(model);
  const marks = useMarks(run);
  const [column, setColumn] = useState<number | 'new' | null>(null);
  const [output, setOutput] = useState<number | 'new' | null>(null);
  const [isTrying, setIsTrying] = useState(false);
  const [typed, setTyped] = useState<readonly string[]>([]);
  const newest = useNewestValues(model, isTrying);
  const [wantsNewest, setWantsNewest] = useState(true);
  const isFollowing = wantsNewest && newest !== null;
  const tried = isFollowing ? newest : typed;
  const answer = isTrying ? answerOf(model, tried) : null;
  const holding = new Set(answer?.rows);
  useShownCell(open, grid);
  const toRow = (row: number) => grid.select({ top: row, bottom: row, left: 0, right: widthOf(table) - 1 });
  const tryThis = (witness: readonly ColumnValue[]) => {
    if (model === null) return;
    setTyped(model.columns.map((each, index) => valueText(witness[index] ?? null, each)));
    setWantsNewest(false);
    setIsTrying(true);
  };
  const chosen = typeof column === 'number' ? (table.columns[column] ?? null) : null;
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      {open.isOther && <OtherScript open={open} />}
      {open.tooLong !== null && (
        <p role="alert" className="border border-line-strong bg-raised px-3 py-2 font-semibold">
          ✕ {open.tooLong}
        </p>
      )}
      <TableBar
        {...{ open, rows, isTrying }}
        onTry={setIsTrying}
        onNewColumn={() => setColumn('new')}
        onNewOutput={() => setOutput('new')}
      />
      {isTrying && model !== null && (
        <TryPanel
          {...{ model, answer, isFollowing }}
          typed={tried}
          canFollow={newest !== null}
          onFollow={(isWanted) => {
            setTyped(tried);
            setWantsNewest(isWanted);
          }}
          onChange={setTyped}
          onRow={toRow}
        />
      )}
      <div className="flex min-h-40 grow flex-col gap-2 xl:flex-row">
        <div className="flex min-h-0 min-w-0 grow flex-col gap-1">
          <Sheet
            {...{ open, grid, rows, firstVerdict, marks, holding }}
            onColumn={setColumn}
            onOutput={setOutput}
          />
          <CellLine open={open} grid={grid} />
        </div>
        <FindingsPanel
          model={model}
          faultCount={open.faults.size}
          run={run}
          onRow={toRow}
          onTry={tryThis}
          onClose={({ cells }) => {
            const row = { ...emptyRow(table, firstVerdict), when: [...cells] };
            put(withRows(table, table.rows.length, [row]));
            grid.go({ row: table.rows.length, column: table.columns.length });
          }}
        />
      </div>
      {output !== null && (
        <OutputDialog
          output={typeof output === 'number' ? (table.outputs?.[output] ?? null) : null}
          taken={(table.outputs ?? []).flatMap(({ name }, at) => (at === output ? [] : [name]))}
          onDone={(change) => {
            setOutput(null);
            if (change !== null) changedOutputs(open, output, change);
          }}
        />
      )}
      {column !== null && (
        <ColumnDialog
          column={chosen}
          inputs={manifest.inputs}
          taken={table.columns.filter((each) => each !== chosen).map(({ expression }) => expression)}
          canRemove={table.columns.length > 1}
          onDone={(change) => {
            setColumn(null);
            if (change !== null) changedColumns(open, column, change);
          }}
        />
      )}
    </div>
  );
}

/** The decision table of the ruleset, from which its script is made; or how to make one. */
export default function TableTab() {
  const { t } = useTranslation('rule-table');
  const { id } = useDesk();
  const state = useTable();
  if (state.kind === 'open') return <TableDesk open={state.open} />;
  if (state.kind === 'none' && state.manifest !== null) return <NoTable manifest={state.manifest} />;
  return (
    <Notice
      title={t('faulty')}
      action={
        <Button asChild>
          <Link to={rulePath(id, 'settings')}>{t('toSettings')}</Link>
        </Button>
      }
    >
      {t('faultyText')}
    </Notice>
  );
}
