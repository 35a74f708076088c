import { useState } from 'react';
import { Field, Select, TextArea, TextInput } from '../../../ui/index.ts';

interface BaseProps {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | undefined;
}

/** A text of the mapping; patterns and paths in letters of equal width. */
export function TextField({
  value,
  onChange,
  ...field
}: BaseProps & { readonly value: string; readonly onChange: (text: string) => void }) {
  return (
    <Field {...field}>
      {(ids) => (
        <TextInput
          {...ids}
          className="font-mono"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Several entries, one a line. What is typed stays as it is; `onChange` gets the text. */
export function LinesField({
  text,
  onChange,
  ...field
}: BaseProps & { readonly text: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  return (
    <Field {...field}>
      {(ids) => (
        <TextArea
          {...ids}
          rows={Math.min(6, Math.max(2, typed.split('\n').length))}
          spellCheck={false}
          className="font-mono"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

export function ChoiceField<T extends string>({
  value,
  choices,
  onChange,
  ...field
}: BaseProps & {
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <Field {...field}>
      {(ids) => (
        <Select
          {...ids}
          choices={choices}
          value={value}
          onChange={(event) => onChange(event.target.value as T)}
        />
      )}
    </Field>
  );
}
