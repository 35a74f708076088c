import { useTranslation } from 'react-i18next';
import {
  IMPORT_DELIMITERS,
  IMPORT_ENCODINGS,
  type ImportOptions,
} from '../../../../../shared/contract/history-import.ts';
import { Field, Select } from '../../../ui/index.ts';
import type { PartProps } from './ImportSetup.tsx';
import { LineFields } from './LineFields.tsx';
import { withForm } from './wishes.ts';

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;
const THOUSANDS = ['', ',', '.', ' ', "'"] as const;

/** How the file is cut into cells, and how its numbers are written. */
export function FormFields({ preview, wishes, onChange }: PartProps) {
  const { options } = preview;
  const { t } = useTranslation('import');
  return (
    <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3">
      <legend className="mb-1 font-semibold">{t('form')}</legend>
      <Field label={t('encoding')}>
        {(ids) => (
          <Select
            {...ids}
            value={options.encoding}
            choices={IMPORT_ENCODINGS.map((value) => ({ value, label: t(`encodingName.${value}`) }))}
            onChange={({ target }) =>
              onChange(withForm(wishes, { encoding: target.value as ImportOptions['encoding'] }))
            }
          />
        )}
      </Field>
      <Field label={t('delimiter')}>
        {(ids) => (
          <Select
            {...ids}
            value={options.delimiter}
            choices={IMPORT_DELIMITERS.map((value) => ({
              value,
              label: t(`delimiterName.${DELIMITER_NAMES[value]}`),
            }))}
            onChange={({ target }) =>
              onChange(withForm(wishes, { delimiter: target.value as ImportOptions['delimiter'] }))
            }
          />
        )}
      </Field>
      <Field label={t('header')}>
        {(ids) => (
          <Select
            {...ids}
            value={String(options.header)}
            choices={['true', 'false'].map((value) => ({ value, label: t(`headerIs.${value}`) }))}
            onChange={({ target }) => onChange(withForm(wishes, { header: target.value === 'true' }))}
          />
        )}
      </Field>
      <LineFields {...{ preview, wishes, onChange }} />
      <Field label={t('decimal')}>
        {(ids) => (
          <Select
            {...ids}
            value={options.decimal}
            choices={['.', ','].map((value) => ({ value, label: `1${value}5` }))}
            onChange={({ target }) => {
              const { thousands: _, ...rest } = wishes;
              onChange({ ...rest, decimal: target.value as ImportOptions['decimal'] });
            }}
          />
        )}
      </Field>
      <Field label={t('thousands')}>
        {(ids) => (
          <Select
            {...ids}
            value={options.thousands}
            choices={THOUSANDS.filter((value) => value !== options.decimal).map((value) => ({
              value,
              label: value === '' ? t('none') : `1${value}000`,
            }))}
            onChange={({ target }) =>
              onChange({
                ...wishes,
                decimal: options.decimal,
                thousands: target.value as ImportOptions['thousands'],
              })
            }
          />
        )}
      </Field>
    </fieldset>
  );
}
