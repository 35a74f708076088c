import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

const BOX =
  'min-h-10 w-full min-w-0 rounded-sm border border-line-strong bg-raised px-2 text-base text-ink ' +
  'disabled:bg-transparent disabled:text-ink-2 disabled:cursor-not-allowed aria-invalid:border-2 aria-invalid:border-ink';

const ROW = 'grid min-w-0 grid-cols-[13rem_minmax(0,1fr)] gap-x-3 gap-y-1';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** The label is only read out; the place says what it is. */
  readonly hideLabel?: boolean;
  /** Label beside the control instead of above it. */
  readonly row?: boolean;
  readonly className?: string;
  readonly children: (ids: {
    id: string;
    'aria-describedby'?: string;
    'aria-invalid'?: boolean;
  }) => ReactNode;
}

/** Label, control, hint and error belonging together, also for a screen reader. */
export function Field({
  label,
  hint,
  error,
  hideLabel = false,
  row = false,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const described = hint !== undefined || error !== undefined;
  return (
    <div className={classNames(row ? ROW : 'flex min-w-0 flex-col gap-1', className)}>
      <label
        htmlFor={id}
        className={
          hideLabel ? 'sr-only' : row ? 'row-span-2 pt-2.5 text-ink-2' : 'text-sm font-medium text-ink-2'
        }
      >
        {label}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': noteId } : {}),
        ...(error === undefined ? {} : { 'aria-invalid': true }),
      })}
      {described && (
        <div id={noteId} className="text-sm text-ink-3">
          {error !== undefined && (
            <p role="alert" className="font-semibold text-ink">
              ✕ {error}
            </p>
          )}
          {hint}
        </div>
      )}
    </div>
  );
}

export function TextInput({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      spellCheck={false}
      autoComplete="off"
      className={classNames(BOX, className)}
      {...props}
    />
  );
}

export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea rows={3} className={classNames(BOX, 'py-2 leading-snug', className)} {...props} />;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps extends ComponentProps<'select'> {
  readonly choices: readonly Choice[];
}

/** The system's own list: best for keyboards, gloves and screen readers. */
export function Select({ choices, className, ...props }: SelectProps) {
  return (
    <select className={classNames(BOX, 'pr-1', className)} {...props}>
      {choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
