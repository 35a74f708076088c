import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { evaluateTable, type TableAnswer } from '../../../../../shared/decision-table/evaluate.ts';
import { momentOf } from '../../../../../shared/decision-table/dates.ts';
import type { ModelColumn, TableModel } from '../../../../../shared/decision-table/model.ts';
import type { ColumnValue } from '../../../../../shared/decision-table/space.ts';
import { valueText } from '../../../../../shared/decision-table/told.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, TextInput } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';

/** What is typed as a value of a column; undefined where it is none. */
export function valueTyped(text: string, { kind }: ModelColumn): ColumnValue | undefined {
  const typed = text.normalize('NFC').trim();
  if (typed === 'null') return kind.optional ? null : undefined;
  if (typed === '') return kind.optional ? null : undefined;
  if (kind.type === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : undefined;
  if (kind.type === 'text') return typed.replace(/^"(.*)"$/s, '$1');
  if (kind.type === 'date-time') {
    const moment = momentOf(typed, kind.utcOffset);
    return moment && moment.at * kind.unitsPerMs;
  }
  return Number.isFinite(Number(typed)) ? Number(typed) : undefined;
}

/** What the table says of what is typed; null where some of it is no value. */
export function answerOf(model: TableModel | null, typed: readonly string[]): TableAnswer | null {
  if (model === null) return null;
  const values = model.columns.map((column, index) => valueTyped(typed[index] ?? '', column));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? evaluateTable(model, known) : null;
}

interface TryPanelProps {
  readonly model: TableModel;
  readonly typed: readonly string[];
  readonly answer: TableAnswer | null;
  /** The values are those of the newest judgment, whenever there is another. */
  readonly isFollowing: boolean;
  readonly canFollow: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
  readonly onChange: (typed: readonly string[]) => void;
  readonly onRow: (row: number) => void;
}

const EVERY_MS = 2_000;

/** Values of the columns in the newest judgment of the ruleset; null where there is none, or a column is an expression. */
export function useNewestValues(model: TableModel | null, isWanted: boolean): readonly string[] | null {
  const { id } = useDesk();
  const newest = useQuery(
    trpc.judgment.list.queryOptions(
      { rulesetId: id, limit: 1 },
      { refetchInterval: EVERY_MS, enabled: isWanted },
    ),
  ).data?.items[0];
  return useMemo(() => {
    if (model === null || newest === undefined) return null;
    const seen = new Map(newest.evidence.map(({ name, value }) => [name, value]));
    const values = model.columns.map((column) => column.input && seen.get(column.input.name));
    if (values.includes(undefined)) return null;
    return model.columns.map((column, index) => valueText(values[index] ?? null, column));
  }, [model, newest]);
}

/** Values of the columns as they are tried, and what the table says of them. */
export function TryPanel(props: TryPanelProps) {
  const { model, typed, answer, isFollowing, canFollow, onFollow, onChange, onRow } = props;
  const { t } = useTranslation('rule-table');
  const rows = answer?.rows ?? [];
  const isFaulty = (column: ModelColumn, text: string) =>
    text !== '' && valueTyped(text, column) === undefined;
  return (
    <section aria-label={t('try')} className="shrink-0 border border-line bg-panel">
      <div className="flex flex-wrap items-end gap-2 p-2">
        {model.columns.map((column, index) => (
          <label key={index} className="flex w-40 flex-col text-sm text-ink-2">
            <span className="truncate font-mono">{column.column.expression}</span>
            <TextInput
              className="min-h-8! font-mono text-sm"
              placeholder={column.kind.optional ? 'null' : ''}
              aria-invalid={isFaulty(column, typed[index] ?? '') ? true : undefined}
              readOnly={isFollowing}
              value={typed[index] ?? ''}
              onChange={(event) =>
                onChange(
                  model.columns.map((_, at) => (at === index ? event.target.value : (typed[at] ?? ''))),
                )
              }
            />
          </label>
        ))}
        <label className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-action"
            disabled={!canFollow}
            checked={isFollowing}
            onChange={(event) => onFollow(event.target.checked)}
          />
          {t('follow')}
        </label>
        <p role="status" className="flex min-h-8 flex-wrap items-center gap-2">
          {answer === null ? (
            <span className="text-ink-2">{t('tryEmpty')}</span>
          ) : (
            <>
              <strong>{answer.outcome?.verdict ?? 'HOLD'}</strong>
              {answer.outcome?.confidence !== undefined && <span>{answer.outcome.confidence}</span>}
              {Object.entries(answer.outputs).map(([name, value]) => (
                <span key={name}>
                  <code className="font-mono text-sm text-ink-2">{name}</code> {String(value)}
                </span>
              ))}
              <span className="text-ink-2">
                {rows.length === 0 ? t('noRow') : t('rowsHold', { count: rows.length })}
              </span>
              {rows.slice(0, 8).map((row) => (
                <Button key={row} variant="quiet" className="min-h-8! px-2!" onClick={() => onRow(row)}>
                  {t('toRow', { row: row + 1 })}
                </Button>
              ))}
            </>
          )}
        </p>
      </div>
    </section>
  );
}
