import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, TextInput } from '../../../ui/index.ts';
import type { PartProps } from './ImportSetup.tsx';
import { withForm } from './wishes.ts';

/** In which lines of the file the table and its values begin; emptied, it is guessed again. */
export function LineFields({ preview: { options }, wishes, onChange }: PartProps) {
  const { t } = useTranslation('import');
  const { firstLine = 1, valuesFrom } = options;
  const usual = firstLine + (options.header ? 1 : 0);
  return (
    <>
      <LineField
        key={`first ${firstLine}`}
        label={t('firstLine')}
        line={firstLine}
        onChange={(line) => onChange(withForm(wishes, { firstLine: line }))}
      />
      <LineField
        key={`values ${valuesFrom ?? usual}`}
        label={t('valuesFrom')}
        line={valuesFrom ?? usual}
        onChange={(line) => onChange(withForm(wishes, { valuesFrom: line }))}
      />
    </>
  );
}

interface LineFieldProps {
  readonly label: string;
  readonly line: number;
  readonly onChange: (line: number | undefined) => void;
}

function LineField({ label, line, onChange }: LineFieldProps) {
  const [text, setText] = useState(String(line));
  const done = () => {
    if (text.trim() === '') return onChange(undefined);
    const next = Number(text);
    if (!Number.isInteger(next) || next < 1 || next > 10_000) return setText(String(line));
    if (next !== line) onChange(next);
  };
  return (
    <Field label={label}>
      {(ids) => (
        <TextInput
          {...ids}
          inputMode="numeric"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={done}
          onKeyDown={({ key }) => key === 'Enter' && done()}
        />
      )}
    </Field>
  );
}
