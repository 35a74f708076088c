import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  COLUMN_TYPES,
  type ColumnType,
  type TableColumn,
} from '../../../../../shared/contract/decision-table.ts';
import type { RulesetInput } from '../../../../../shared/contract/rules.ts';
import { Button, Field, Select, TextInput } from '../../../ui/index.ts';
import { TableDialog } from './TableDialog.tsx';

export type ColumnChange =
  | { readonly kind: 'set'; readonly column: TableColumn }
  | { readonly kind: 'remove' }
  | { readonly kind: 'move'; readonly by: -1 | 1 };

interface ColumnDialogProps {
  /** Null: a new one. */
  readonly column: TableColumn | null;
  readonly inputs: readonly RulesetInput[];
  /** Expressions of the other columns. */
  readonly taken: readonly string[];
  readonly canRemove: boolean;
  readonly onDone: (change: ColumnChange | null) => void;
}

const EXPRESSION = '=';
const UTC_OFFSET = /^[+-](0\d|1[0-4]):[0-5]\d$/;

/** The offset of this machine from UTC, as columns of days and times say it. */
export function ownOffset(): string {
  const minutes = -new Date().getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const isTime = ({ type, unit }: RulesetInput) => type === 'number' && (unit === 's' || unit === 'ms');
export const typeOfInput = (input: RulesetInput): ColumnType =>
  input.take === 'count' || input.take === 'changes' ? 'number' : input.type;

/** The column of an input with its label. */
export const columnOf = (input: RulesetInput): TableColumn => ({
  expression: input.name,
  type: typeOfInput(input),
  ...(input.label === undefined ? {} : { label: input.label }),
});

/** What a column of conditions reads, and how its cells are to be understood. */
export function ColumnDialog({ column, inputs, taken, canRemove, onDone }: ColumnDialogProps) {
  const { t } = useTranslation('rule-table');
  const [draft, setDraft] = useState<TableColumn>(() => {
    if (column !== null) return column;
    const free = inputs.find(({ name }) => !taken.includes(name));
    return free === undefined ? { expression: '', type: 'number' } : columnOf(free);
  });
  const input = inputs.find(({ name }) => name === draft.expression);
  const isExpression = input === undefined;
  const choose = (name: string) => {
    const next = inputs.find((each) => each.name === name);
    setDraft(next === undefined ? { expression: '', type: 'number' } : columnOf(next));
  };
  const types = isExpression
    ? (['number', 'text', 'boolean'] as const)
    : COLUMN_TYPES.filter((type) => type === typeOfInput(input) || (type === 'date-time' && isTime(input)));
  const setType = (type: ColumnType) => {
    const { utcOffset: _, ...others } = draft;
    setDraft({ ...others, type, ...(type === 'date-time' ? { utcOffset: ownOffset() } : {}) });
  };
  const isOffset = UTC_OFFSET.test(draft.utcOffset ?? '+00:00');
  const isTaken = taken.includes(draft.expression.trim());
  const canTake = isOffset && !isTaken && draft.expression.trim() !== '';
  const done = () => {
    if (canTake) onDone({ kind: 'set', column: { ...draft, expression: draft.expression.trim() } });
  };
  return (
    <TableDialog
      title={column === null ? t('newColumn') : t('changeColumn', { name: column.expression })}
      others={
        column !== null && (
          <span className="mr-auto flex gap-1">
            <Button variant="quiet" onClick={() => onDone({ kind: 'move', by: -1 })}>
              {t('toLeft')}
            </Button>
            <Button variant="quiet" onClick={() => onDone({ kind: 'move', by: 1 })}>
              {t('toRight')}
            </Button>
            <Button variant="quiet" disabled={!canRemove} onClick={() => onDone({ kind: 'remove' })}>
              {t('removeColumn')}
            </Button>
          </span>
        )
      }
      canTake={canTake}
      onTake={done}
      onCancel={() => onDone(null)}
    >
      <Field label={t('reads')}>
        {(ids) => (
          <Select
            {...ids}
            data-autofocus
            value={isExpression ? EXPRESSION : draft.expression}
            choices={[
              ...inputs.map(({ name }) => ({ value: name, label: name })),
              { value: EXPRESSION, label: t('anExpression') },
            ]}
            onChange={(event) => choose(event.target.value)}
          />
        )}
      </Field>
      {isExpression && (
        <Field label={t('expression')} hint={t('expressionHint')}>
          {(ids) => (
            <TextInput
              {...ids}
              className="font-mono"
              maxLength={200}
              value={draft.expression}
              onChange={(event) => setDraft({ ...draft, expression: event.target.value })}
            />
          )}
        </Field>
      )}
      {isTaken && (
        <p role="alert" className="text-sm font-semibold">
          ✕ {t('columnTaken')}
        </p>
      )}
      <Field label={t('typeLabel')} hint={t(`typeHint.${draft.type}`)}>
        {(ids) => (
          <Select
            {...ids}
            value={draft.type}
            choices={types.map((type) => ({ value: type, label: t(`type.${type}`) }))}
            onChange={(event) => setType(event.target.value as ColumnType)}
          />
        )}
      </Field>
      {draft.type === 'date-time' && (
        <Field
          label={t('utcOffset')}
          hint={t('utcOffsetHint')}
          error={isOffset ? undefined : t('offsetRule')}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={draft.utcOffset ?? '+00:00'}
              onChange={(event) => setDraft({ ...draft, utcOffset: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={t('allowed')} hint={t('allowedHint')}>
        {(ids) => (
          <TextInput
            {...ids}
            className="font-mono"
            value={draft.allowed ?? ''}
            onChange={(event) => {
              const { allowed: _, ...others } = draft;
              setDraft(event.target.value === '' ? others : { ...others, allowed: event.target.value });
            }}
          />
        )}
      </Field>
    </TableDialog>
  );
}
