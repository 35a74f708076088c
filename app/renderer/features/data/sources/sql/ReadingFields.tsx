import { useTranslation } from 'react-i18next';
import { Field, Select, Switch, TextInput } from '../../../../ui/index.ts';
import type { FormPartProps } from './ConnectionFields.tsx';
import type { SqlForm } from './sql-form.ts';

interface ReadingProps extends FormPartProps {
  /** Null for a new source; else up to where it has been read. */
  readonly known: { readonly watermark: string | null } | null;
}

/** When is read, how much, and from where on. */
export function ReadingFields({ form, set, faults, known }: ReadingProps) {
  const { t } = useTranslation('sql');
  const number = (name: 'everySeconds' | 'timeLimitSeconds' | 'rowsPerPoll') => (
    <Field
      label={t(`field.${name}`)}
      hint={t(`hint.${name}`)}
      error={faults.has(name) ? t(`wrong.${name}`) : undefined}
    >
      {(ids) => (
        <TextInput
          {...ids}
          inputMode="numeric"
          value={form[name]}
          onChange={({ target }) => set({ [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{t('reading')}</legend>
      <div className="grid grid-cols-3 gap-3">
        {number('everySeconds')}
        {number('timeLimitSeconds')}
        {number('rowsPerPoll')}
      </div>
      {known !== null && (
        <Switch
          label={t('restart', { watermark: known.watermark ?? '–' })}
          checked={form.restart}
          onChange={(restart) => set({ restart })}
        />
      )}
      {(known === null || form.restart) && (
        <div className="grid grid-cols-3 gap-3">
          <Field label={t('field.start')} hint={t(`startHint.${form.start}`)}>
            {(ids) => (
              <Select
                {...ids}
                value={form.start}
                choices={(['now', 'all', 'value'] as const).map((value) => ({
                  value,
                  label: t(`startIs.${value}`),
                }))}
                onChange={({ target }) => set({ start: target.value as SqlForm['start'] })}
              />
            )}
          </Field>
          {form.start === 'value' && (
            <Field
              label={t('field.startValue')}
              error={faults.has('start') ? t('wrong.startValue') : undefined}
            >
              {(ids) => (
                <TextInput
                  {...ids}
                  placeholder="2026-01-01T00:00:00+09:00"
                  value={form.startValue}
                  onChange={({ target }) => set({ startValue: target.value })}
                />
              )}
            </Field>
          )}
        </div>
      )}
    </fieldset>
  );
}
