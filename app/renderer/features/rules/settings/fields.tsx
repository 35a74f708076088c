import { useState, type ReactNode } from 'react';
import { classNames, Select, TextInput, type Choice } from '../../../ui/index.ts';
import { fieldText, numberTyped } from './manifest-form.ts';

/** As high as a row of a table. */
const DENSE = 'min-h-(--row)!';

interface CellProps {
  /** Read out; the column or the row says it on screen. */
  readonly label: string;
  readonly error?: string | undefined;
  readonly className?: string;
}

export function TextCell({
  label,
  error,
  className,
  value,
  list,
  lang,
  placeholder,
  onChange,
  onFocus,
}: CellProps & {
  readonly value: string;
  readonly list?: string;
  readonly lang?: string;
  readonly placeholder?: string;
  readonly onChange: (text: string) => void;
  readonly onFocus?: () => void;
}) {
  return (
    <TextInput
      aria-label={label}
      aria-invalid={error === undefined ? undefined : true}
      title={error ?? label}
      className={classNames(DENSE, className)}
      {...{ value, list, lang, placeholder, onFocus }}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What is typed stays as it is while it still means the same number. */
export function NumberCell({
  label,
  error,
  className,
  value,
  placeholder,
  onChange,
}: CellProps & {
  readonly value: unknown;
  readonly placeholder?: string;
  readonly onChange: (value: number | string | undefined) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && numberTyped(typed) === (value ?? undefined) ? typed : fieldText(value);
  return (
    <TextInput
      aria-label={label}
      aria-invalid={error === undefined ? undefined : true}
      title={error ?? label}
      inputMode="decimal"
      placeholder={placeholder}
      className={classNames(DENSE, 'text-right', className)}
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(numberTyped(event.target.value));
      }}
    />
  );
}

/** A name that other entries must not have: taken when the field is left or by Enter, Esc brings the old one back. */
export function NameCell({
  label,
  error,
  className,
  value,
  taken,
  refusal,
  onChange,
}: CellProps & {
  readonly value: string;
  readonly taken: readonly string[];
  /** What is said of a name that is taken. */
  readonly refusal: string;
  readonly onChange: (name: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const isTaken = typed !== null && typed !== value && taken.includes(typed.trim());
  const take = () => {
    const name = typed?.trim() ?? value;
    setTyped(null);
    if (name !== '' && name !== value && !taken.includes(name)) onChange(name);
  };
  return (
    <span className="block">
      <TextInput
        aria-label={label}
        aria-invalid={isTaken || error !== undefined || undefined}
        title={error ?? label}
        className={classNames(DENSE, 'font-mono', className)}
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape' && typed !== null) {
            event.stopPropagation();
            setTyped(null);
          }
        }}
      />
      {isTaken && (
        <span role="alert" className="text-sm font-semibold">
          ✕ {refusal}
        </span>
      )}
    </span>
  );
}

export function ChoiceCell({
  label,
  error,
  className,
  value,
  choices,
  onChange,
}: CellProps & {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}) {
  // What is none of the choices stays to be seen and corrected.
  const all = choices.some((choice) => choice.value === value)
    ? choices
    : [{ value, label: value }, ...choices];
  return (
    <Select
      aria-label={label}
      aria-invalid={error === undefined ? undefined : true}
      title={error ?? label}
      className={classNames(DENSE, className)}
      choices={all}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A part of the form under its heading. */
export function FormPart({
  title,
  path,
  aside,
  children,
}: {
  readonly title: string;
  /** Where in the manifest its fields are. */
  readonly path?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} data-path={path} className="border border-line bg-panel">
      <header className="flex min-h-9 items-center gap-2 border-b border-line bg-sunken px-2">
        <h2 className="font-semibold">{title}</h2>
        <span className="ml-auto flex items-center gap-1">{aside}</span>
      </header>
      <div className="p-2">{children}</div>
    </section>
  );
}

/** Label beside its field, aligned with those above and below. */
export function FormRow({
  label,
  path,
  error,
  children,
}: {
  readonly label: string;
  readonly path?: string;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div data-path={path} className="grid grid-cols-[9rem_minmax(0,1fr)] items-center gap-x-2 py-0.5">
      <span className="text-sm text-ink-2">{label}</span>
      <div className="flex min-w-0 items-center gap-1">{children}</div>
      {error !== undefined && (
        <p role="alert" className="col-start-2 text-sm font-semibold">
          ✕ {error}
        </p>
      )}
    </div>
  );
}

/** What is wrong with the members of a part. */
export function PartErrors({
  errors,
}: {
  errors: readonly { readonly path: string; readonly text: string }[];
}) {
  return errors.map(({ path, text }) => (
    <p key={path + text} role="alert" className="text-sm font-semibold">
      ✕ {path} {text}
    </p>
  ));
}
