import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  FIELD_ROLES,
  type FieldRole,
  type PayloadField,
} from '../../../../../shared/contract/topic-payloads.ts';

const ROLES = FIELD_ROLES.filter((role) => role !== 'none');
const INDENT_REM = 1.1;

interface TreeProps {
  readonly fields: readonly PayloadField[];
  /** The tree has just been brought up: whoever works by keyboard goes on in it. */
  readonly takesFocus: boolean;
  readonly onPick: (path: string, role: FieldRole) => void;
}

/** Where the arrow keys lead: rows of fields that can be picked, and what each is taken for. */
function useRoving(rows: number) {
  const grid = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ row: 0, column: 0 });
  const row = Math.max(0, Math.min(place.row, rows - 1));
  const go = (next: { row: number; column: number }) => {
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.row} ${next.column}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { column } = place;
    const moves: Readonly<Record<string, { row: number; column: number }>> = {
      ArrowDown: { row: Math.min(rows - 1, row + 1), column },
      ArrowUp: { row: Math.max(0, row - 1), column },
      ArrowRight: { row, column: Math.min(ROLES.length - 1, column + 1) },
      ArrowLeft: { row, column: Math.max(0, column - 1) },
      Home: { row: 0, column },
      End: { row: rows - 1, column },
    };
    const next = moves[event.key];
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(next);
  };
  return { grid, place: { row, column: place.column }, setPlace, onKeyDown };
}

/** A payload's fields, and which of them is the value, its name, time, quality, or a part of the tag. */
export function FieldTree({ fields, takesFocus, onPick }: TreeProps) {
  const { t } = useTranslation('topics');
  const pickable = fields.filter(({ kind }) => kind !== 'object');
  const { grid, place, setPlace, onKeyDown } = useRoving(pickable.length);
  useEffect(() => {
    if (takesFocus) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [takesFocus, grid]);
  return (
    <div ref={grid} role="treegrid" tabIndex={-1} aria-label={t('fields')} onKeyDown={onKeyDown}>
      {fields.map((field) => {
        const row = pickable.indexOf(field);
        return (
          <div
            key={field.path}
            role="row"
            aria-level={field.depth + 1}
            className="flex items-center gap-2 border-t border-line py-1 pr-2"
          >
            <div
              role="gridcell"
              className="min-w-0 grow"
              style={{ paddingLeft: `${field.depth * INDENT_REM + 0.75}rem` }}
            >
              <FieldText field={field} />
            </div>
            <div role="gridcell" className="shrink-0 whitespace-nowrap">
              {row >= 0 &&
                ROLES.map((role, column) => (
                  <button
                    key={role}
                    type="button"
                    data-at={`${row} ${column}`}
                    tabIndex={place.row === row && place.column === column ? 0 : -1}
                    aria-pressed={field.role === role}
                    aria-label={`${field.label}: ${t(`role.${role}`)}`}
                    title={t(`roleHint.${role}`)}
                    onFocus={() => setPlace({ row, column })}
                    onClick={() => onPick(field.path, field.role === role ? 'none' : role)}
                    className="-ml-px min-h-10 border border-line px-2 text-sm text-ink-2 -outline-offset-2 hover:bg-selected aria-pressed:relative aria-pressed:border-action aria-pressed:bg-action aria-pressed:text-on-action"
                  >
                    {t(`role.${role}`)}
                  </button>
                ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function FieldText({ field }: { field: PayloadField }) {
  const { t } = useTranslation('topics');
  const { label, kind, count, text, isTime, role, part } = field;
  return (
    <>
      <span className="flex items-baseline gap-x-2" title={field.path}>
        <code className="truncate font-mono">{label}</code>
        {count > 1 && <span className="text-sm whitespace-nowrap text-ink-2">× {count}</span>}
        {part !== undefined && <code className="font-mono text-sm whitespace-nowrap">{`{${part}}`}</code>}
      </span>
      {kind !== 'object' && (
        <span className="flex gap-x-2 text-sm text-ink-2">
          <span className="truncate font-mono">{kind === 'null' ? 'null' : text}</span>
          {isTime && role === 'none' && <span className="whitespace-nowrap">{t('looksLikeTime')}</span>}
        </span>
      )}
    </>
  );
}
