import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { classNames, TextInput } from '../../../ui/index.ts';

const ITEM = 'flex min-w-0 items-center overflow-hidden border-r border-b border-line px-2';

interface CellProps {
  readonly id: string;
  readonly column: number;
  readonly text: string;
  readonly fault: string | undefined;
  readonly isSelected: boolean;
  readonly isAt: boolean;
  readonly isMono: boolean;
  readonly isQuiet: boolean;
  readonly onGo: (extend: boolean) => void;
  readonly onEdit: () => void;
}

/** One cell as it is read. */
export function SheetCell({
  id,
  column,
  text,
  fault,
  isSelected,
  isAt,
  isMono,
  isQuiet,
  onGo,
  onEdit,
}: CellProps) {
  return (
    <div
      role="gridcell"
      id={id}
      aria-colindex={column + 2}
      aria-selected={isSelected}
      aria-invalid={fault === undefined ? undefined : true}
      title={fault ?? text}
      onMouseDown={(event) => event.button === 0 && onGo(event.shiftKey)}
      onMouseEnter={(event) => event.buttons === 1 && onGo(true)}
      onDoubleClick={onEdit}
      className={classNames(
        ITEM,
        'cursor-cell select-none',
        isSelected && 'bg-selected',
        isAt && 'outline-2 -outline-offset-2 outline-ink',
        isMono && 'font-mono text-sm',
        (isQuiet || text === '-') && 'text-ink-3',
      )}
    >
      {fault !== undefined && (
        <span aria-hidden className="mr-1 font-semibold text-ink">
          ✕
        </span>
      )}
      <span className={classNames('truncate', fault !== undefined && 'underline decoration-wavy')}>
        {text}
      </span>
    </div>
  );
}

interface EditorProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Words it could be. */
  readonly choices: readonly string[];
  /** What keeps a text from standing here. */
  readonly refuse: (text: string) => string | null;
  /** Puts it in; `step`: where to go then, in rows and columns. */
  readonly onDone: (text: string, step: readonly [rows: number, columns: number]) => void;
  readonly onCancel: () => void;
}

/** A cell that is typed into: Enter and Tab take it, Esc leaves it as it was. */
export function CellEditor({ id, label, value, choices, refuse, onDone, onCancel }: EditorProps) {
  const [text, setText] = useState(value);
  const [refused, setRefused] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Before the sign comes that began the typing.
  useLayoutEffect(() => field.current?.focus(), []);
  const listId = `${id}-words`;
  const done = (step: readonly [number, number]) => {
    const why = refuse(text);
    setRefused(why);
    if (why === null) onDone(text, step);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    // Enter that ends a syllable of an input method is no Enter.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter') done([event.shiftKey ? -1 : 1, 0]);
    else if (event.key === 'Tab') done([0, event.shiftKey ? -1 : 1]);
    else return;
    event.preventDefault();
  };
  return (
    <div role="gridcell" id={id} className="relative border-r border-b border-line">
      <TextInput
        ref={field}
        aria-label={label}
        aria-invalid={refused === null ? undefined : true}
        className="h-full min-h-0! rounded-none! border-2 border-ink font-mono text-sm"
        value={text}
        list={choices.length > 0 ? listId : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setRefused(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => (refuse(text) === null ? onDone(text, [0, 0]) : onCancel())}
      />
      {choices.length > 0 && (
        <datalist id={listId}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      {refused !== null && (
        <p
          role="alert"
          className="absolute top-full left-0 z-10 w-max max-w-80 border border-line-strong bg-raised px-2 py-1 text-sm font-semibold shadow-lg"
        >
          ✕ {refused}
        </p>
      )}
    </div>
  );
}
