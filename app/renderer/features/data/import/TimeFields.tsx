import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_TIME_FORMATS, type ImportOptions } from '../../../../../shared/contract/history-import.ts';
import { TIME_FORMS } from '../../../../../shared/contract/reasons.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Field, Select, TextInput } from '../../../ui/index.ts';
import type { PartProps } from './ImportSetup.tsx';
import { withTime } from './wishes.ts';

type Time = ImportOptions['time'];

const ZONES = Intl.supportedValuesOf('timeZone');

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Where the times are, how they are written, and what a clock change does to them. */
export function TimeFields({ preview: { options, columns }, wishes, onChange }: PartProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const { time } = options;
  const [zone, setZone] = useState(time.zone);
  const change = (part: Partial<Time>) => onChange(withTime(wishes, part));
  const names = columns.map(({ column, name }) => ({
    value: String(column),
    label: name === '' ? t('columnNumber', { column }) : `${column} ${name}`,
  }));
  const numbers = (first: string, second: string) =>
    second === '' ? [Number(first)] : [Number(first), Number(second)];
  const [first = 1, second] = time.columns;
  const choose = (
    label: string,
    value: string,
    choices: Parameters<typeof Select>[0]['choices'],
    on: (value: string) => void,
  ) => (
    <Field label={label}>
      {(ids) => (
        <Select {...ids} value={value} choices={choices} onChange={({ target }) => on(target.value)} />
      )}
    </Field>
  );
  const named = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${group}.${value}`) }));
  const forms = IMPORT_TIME_FORMATS.map((value) => ({ value, label: TIME_FORMS[value][language] }));
  const secondValue = second === undefined ? '' : String(second);
  return (
    <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(18rem,1fr))] gap-3">
      <legend className="mb-1 font-semibold">{t('time')}</legend>
      {choose(t('timeColumn'), String(first), names, (value) =>
        change({ columns: numbers(value, secondValue) }),
      )}
      {choose(t('timeOfDayColumn'), secondValue, [{ value: '', label: t('none') }, ...names], (value) =>
        change({ columns: numbers(String(first), value) }),
      )}
      {time.timeOfDayDigits !== undefined &&
        choose(
          t('timeOfDayDigits'),
          String(time.timeOfDayDigits),
          named('timeOfDayDigitsAre', ['4', '6']),
          (value) => change({ timeOfDayDigits: value === '4' ? 4 : 6 }),
        )}
      {choose(t('timeFormat'), time.format, forms, (value) => change({ format: value as Time['format'] }))}
      <Field label={t('zone')} error={isZone(zone) ? undefined : t('noZone')}>
        {(ids) => (
          <>
            <TextInput
              {...ids}
              list="import-zones"
              value={zone}
              onChange={({ target }) => {
                setZone(target.value);
                if (isZone(target.value)) change({ zone: target.value });
              }}
            />
            <datalist id="import-zones">
              {ZONES.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      {choose(t('twice'), time.twice, named('twiceIs', ['order', 'first', 'second']), (value) =>
        change({ twice: value as Time['twice'] }),
      )}
      {choose(t('skipped'), time.skipped, named('skippedIs', ['refuse', 'shift']), (value) =>
        change({ skipped: value as Time['skipped'] }),
      )}
    </fieldset>
  );
}
