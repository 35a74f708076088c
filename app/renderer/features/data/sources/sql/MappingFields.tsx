import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { equipmentPathSchema } from '../../../../../../shared/contract/common.ts';
import {
  SQL_TIME_FORMATS,
  type SqlMapping,
  type SqlValueType,
} from '../../../../../../shared/contract/sql-sources.ts';
import { Button, Field, Segmented, Select, Table, Td, TextInput, Th } from '../../../../ui/index.ts';
import { withMachine, withShape } from './sql-form.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const TYPES = ['number', 'boolean', 'text'] as const;

interface MappingProps {
  readonly mapping: SqlMapping;
  /** Names of the query's columns. */
  readonly columns: readonly string[];
  readonly onChange: (mapping: SqlMapping) => void;
}

/** A choice with its label; a name the query does not have any more stays to be seen. */
function Choose({
  label,
  hint,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}) {
  const all = choices.some((choice) => choice.value === value)
    ? choices
    : [...choices, { value, label: value }];
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Select {...ids} value={value} choices={all} onChange={({ target }) => onChange(target.value)} />
      )}
    </Field>
  );
}

/** How a row becomes samples: its time, its tags and values, and the column that says how far has been read. */
export function MappingFields({ mapping, columns, onChange }: MappingProps) {
  const { t } = useTranslation('sql');
  const { time, watermark } = mapping;
  const names = columns.map((name) => ({ value: name, label: name }));
  const named = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${group}.${value}`) }));
  const setTime = (change: Partial<SqlMapping['time']>) =>
    onChange({ ...mapping, time: { ...time, ...change } });
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{t('mapping')}</legend>
      <div className="grid grid-cols-4 gap-3">
        <Choose
          label={t('timeColumn')}
          value={time.column}
          choices={names}
          onChange={(column) => setTime({ column })}
        />
        <Choose
          label={t('timeFormat')}
          value={time.format}
          choices={named('timeIs', SQL_TIME_FORMATS)}
          onChange={(format) => setTime({ format: format as SqlMapping['time']['format'] })}
        />
        <Field label={t('zone')} hint={t('zoneHint')}>
          {(ids) => (
            <>
              <TextInput
                {...ids}
                list="sql-zones"
                value={time.zone}
                onChange={({ target }) => setTime({ zone: target.value })}
              />
              <datalist id="sql-zones">
                {ZONES.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Choose
          label={t('twice')}
          value={time.twice}
          choices={named('twiceIs', ['first', 'second'])}
          onChange={(twice) => setTime({ twice: twice as SqlMapping['time']['twice'] })}
        />
        <Choose
          label={t('watermark')}
          hint={t('watermarkHint')}
          value={watermark.column}
          choices={names}
          onChange={(column) => onChange({ ...mapping, watermark: { ...watermark, column } })}
        />
        <Field label={t('overlap')} hint={t('overlapHint')}>
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="numeric"
              value={String(watermark.overlap)}
              onChange={({ target }) =>
                /^\d{0,6}$/.test(target.value) &&
                onChange({ ...mapping, watermark: { ...watermark, overlap: Number(target.value) } })
              }
            />
          )}
        </Field>
        <Choose
          label={t('qualityColumn')}
          value={mapping.quality ?? ''}
          choices={[{ value: '', label: t('noQuality') }, ...names]}
          onChange={(quality) => onChange({ ...mapping, quality: quality === '' ? null : quality })}
        />
      </div>
      <div>
        <Segmented
          label={t('shape')}
          value={mapping.values.shape}
          onChange={(shape) => onChange(withShape(mapping, shape, columns))}
          choices={(['long', 'wide'] as const).map((value) => ({ value, label: t(`shapeIs.${value}`) }))}
        />
      </div>
      {mapping.values.shape === 'long' ? (
        <LongFields
          values={mapping.values}
          names={names}
          onChange={(values) => onChange({ ...mapping, values })}
        />
      ) : (
        <WideFields
          values={mapping.values}
          names={names}
          onChange={(values) => onChange({ ...mapping, values })}
        />
      )}
    </fieldset>
  );
}

type Long = Extract<SqlMapping['values'], { shape: 'long' }>;
type Wide = Extract<SqlMapping['values'], { shape: 'wide' }>;
type Names = readonly { readonly value: string; readonly label: string }[];

function LongFields({
  values,
  names,
  onChange,
}: {
  values: Long;
  names: Names;
  onChange: (values: Long) => void;
}) {
  const { t } = useTranslation('sql');
  return (
    <div className="grid grid-cols-4 gap-3">
      <Choose
        label={t('tagColumn')}
        value={values.tag}
        choices={names}
        onChange={(tag) => onChange({ ...values, tag })}
      />
      <Choose
        label={t('valueColumn')}
        value={values.value}
        choices={names}
        onChange={(value) => onChange({ ...values, value })}
      />
      <Choose
        label={t('type')}
        value={values.type}
        choices={TYPES.map((value) => ({ value, label: t(`typeIs.${value}`) }))}
        onChange={(type) => onChange({ ...values, type: type as SqlValueType })}
      />
      <Field label={t('equipment')} hint={t('equipmentHint')}>
        {(ids) => (
          <TextInput
            {...ids}
            placeholder="site/area/line/equipment"
            value={values.equipment ?? ''}
            onChange={({ target }) =>
              onChange({ ...values, equipment: target.value === '' ? null : target.value })
            }
          />
        )}
      </Field>
    </div>
  );
}

/** The machine all columns belong to; each tag can be another one's all the same. */
function Machine({ values, onChange }: { values: Wide; onChange: (values: Wide) => void }) {
  const { t } = useTranslation('sql');
  const now = values.columns[0]?.tag.split('/').slice(0, 4).join('/') ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && !equipmentPathSchema.safeParse(typed).success;
  return (
    <Field label={t('equipment')} hint={t('machineHint')} error={isWrong ? t('wrong.mapping') : undefined}>
      {(ids) => (
        <TextInput
          {...ids}
          placeholder="site/area/line/equipment"
          value={typed ?? now}
          onChange={({ target: { value } }) => {
            setTyped(value);
            if (equipmentPathSchema.safeParse(value).success) onChange(withMachine(values, value));
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
}

function WideFields({
  values,
  names,
  onChange,
}: {
  values: Wide;
  names: Names;
  onChange: (values: Wide) => void;
}) {
  const { t } = useTranslation('sql');
  const change = (place: number, part: Partial<Wide['columns'][number]>) =>
    onChange({
      ...values,
      columns: values.columns.map((each, index) => (index === place ? { ...each, ...part } : each)),
    });
  const free = names.filter(({ value }) => !values.columns.some(({ column }) => column === value));
  return (
    <>
      <Machine values={values} onChange={onChange} />
      <div className="max-h-72 overflow-auto border border-line">
        <Table>
          <thead>
            <tr>
              <Th>{t('column')}</Th>
              <Th>{t('tag')}</Th>
              <Th>{t('type')}</Th>
              <Th>
                <span className="sr-only">{t('leaveOut')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {values.columns.map(({ column, tag, type }, index) => (
              <tr key={column}>
                <Td className="font-mono text-sm">{column}</Td>
                <Td className="min-w-72">
                  <TextInput
                    aria-label={t('tagOf', { column })}
                    value={tag}
                    onChange={({ target }) => change(index, { tag: target.value })}
                  />
                </Td>
                <Td>
                  <Select
                    aria-label={t('typeOf', { column })}
                    value={type}
                    choices={TYPES.map((value) => ({ value, label: t(`typeIs.${value}`) }))}
                    onChange={({ target }) => change(index, { type: target.value as SqlValueType })}
                  />
                </Td>
                <Td>
                  {values.columns.length > 1 && (
                    <Button
                      onClick={() =>
                        onChange({ ...values, columns: values.columns.filter((_, place) => place !== index) })
                      }
                    >
                      {t('leaveOut')}
                    </Button>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
        {free.length > 0 && (
          <div className="p-2">
            <Select
              aria-label={t('addColumn')}
              value=""
              choices={[{ value: '', label: t('addColumn') }, ...free]}
              onChange={({ target: { value: column } }) =>
                onChange({
                  ...values,
                  columns: [
                    ...values.columns,
                    {
                      column,
                      tag: `database/area/line/machine/${column.replace(/[/+#\s]+/g, '_')}`,
                      type: 'number',
                    },
                  ],
                })
              }
            />
          </div>
        )}
      </div>
    </>
  );
}
