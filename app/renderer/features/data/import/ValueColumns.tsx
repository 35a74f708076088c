import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { equipmentPathSchema, tagPathSchema } from '../../../../../shared/contract/common.ts';
import type { ImportOptions } from '../../../../../shared/contract/history-import.ts';
import { Button, Field, Segmented, Select, Table, Td, TextInput, Th } from '../../../ui/index.ts';
import type { PartProps } from './ImportSetup.tsx';
import { withColumn, withEquipment, type Columns } from './wishes.ts';

type Values = ImportOptions['values'];

/** Which columns hold values, and where those belong. */
export function ValueColumns({ preview, wishes, onChange }: PartProps) {
  const { t } = useTranslation('import');
  const { values, time } = preview.options;
  const set = (next: Values) => onChange({ ...wishes, values: next });
  const free = preview.columns.map(({ column }) => column).filter((column) => !time.columns.includes(column));
  const switchTo = (shape: Values['shape']) => {
    const { values: _values, ...rest } = wishes;
    const [tag = 1, value = 2] = free;
    onChange(
      shape === 'wide'
        ? { ...rest, values: wideOf(free, wishes.equipment) }
        : { ...rest, values: { shape, tag, value } },
    );
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{t('values')}</legend>
      <div className="flex flex-wrap items-start gap-3">
        <div className="flex flex-col gap-1">
          <span aria-hidden className="text-sm text-ink-2">
            {t('shape')}
          </span>
          <Segmented
            label={t('shape')}
            value={values.shape}
            onChange={switchTo}
            choices={(['wide', 'long'] as const).map((value) => ({ value, label: t(`shapeIs.${value}`) }))}
          />
        </div>
        <Equipment
          value={wishes.equipment ?? ''}
          onChange={(equipment) => onChange(withEquipment(wishes, equipment))}
        />
      </div>
      {values.shape === 'wide' ? (
        <WideTable
          preview={preview}
          columns={values.columns}
          onChange={(columns) => set({ ...values, columns })}
        />
      ) : (
        <LongFields preview={preview} values={values} onChange={set} />
      )}
    </fieldset>
  );
}

function wideOf(columns: readonly number[], equipment = 'import/area/line/machine'): Values {
  return {
    shape: 'wide',
    columns: columns.map((column) => ({
      column,
      tag: `${equipment}/column-${column}`,
      type: 'number' as const,
    })),
  };
}

function Equipment({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('import');
  const [text, setText] = useState(value);
  const isWrong = text !== '' && !equipmentPathSchema.safeParse(text).success;
  return (
    <Field
      label={t('equipment')}
      hint={t('equipmentHint')}
      error={isWrong ? t('noEquipment') : undefined}
      className="grow"
    >
      {(ids) => (
        <TextInput
          {...ids}
          value={text}
          placeholder="site/area/line/equipment"
          onChange={({ target }) => setText(target.value)}
          onBlur={() => !isWrong && text !== value && onChange(text)}
          onKeyDown={({ key }) => key === 'Enter' && !isWrong && onChange(text)}
        />
      )}
    </Field>
  );
}

interface WideTableProps extends Pick<PartProps, 'preview'> {
  readonly columns: Columns;
  readonly onChange: (columns: Columns) => void;
}

function WideTable({ preview, columns, onChange }: WideTableProps) {
  const { t } = useTranslation('import');
  const details = new Map(preview.columns.map((each) => [each.column, each]));
  return (
    <div className="max-h-96 overflow-auto border border-line">
      <Table>
        <thead>
          <tr>
            <Th>{t('column')}</Th>
            <Th>{t('examples')}</Th>
            <Th>{t('tag')}</Th>
            <Th>{t('type')}</Th>
            <Th />
          </tr>
        </thead>
        <tbody>
          {columns.map(({ column, tag, type, unit }) => (
            <tr key={column}>
              <Td>
                {column} {details.get(column)?.name}
              </Td>
              <Td className="font-mono text-sm">{details.get(column)?.examples.join(' · ')}</Td>
              <Td className="min-w-72">
                <TagInput
                  key={tag}
                  label={t('tagOf', { column })}
                  tag={tag}
                  onChange={(next) => onChange(withColumn(columns, column, { tag: next }))}
                />
              </Td>
              <Td>
                <Select
                  aria-label={t('typeOf', { column })}
                  value={type}
                  choices={(['number', 'boolean', 'text'] as const).map((value) => ({
                    value,
                    label: t(`typeIs.${value}`),
                  }))}
                  onChange={({ target }) =>
                    onChange(withColumn(columns, column, { type: target.value as Columns[number]['type'] }))
                  }
                />
                {unit !== undefined && type === 'number' && (
                  <span className="text-sm text-ink-2">{t('withoutUnit', { unit })}</span>
                )}
              </Td>
              <Td>
                {columns.length > 1 && (
                  <Button onClick={() => onChange(withColumn(columns, column, null))}>{t('leaveOut')}</Button>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface TagInputProps {
  readonly label: string;
  readonly tag: string;
  readonly onChange: (tag: string) => void;
}

function TagInput({ label, tag, onChange }: TagInputProps) {
  const [text, setText] = useState(tag);
  const isTag = tagPathSchema.safeParse(text).success;
  return (
    <TextInput
      aria-label={label}
      aria-invalid={!isTag}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={() => (isTag ? text !== tag && onChange(text) : setText(tag))}
    />
  );
}

interface LongFieldsProps extends Pick<PartProps, 'preview'> {
  readonly values: Extract<Values, { shape: 'long' }>;
  readonly onChange: (values: Values) => void;
}

function LongFields({ preview, values, onChange }: LongFieldsProps) {
  const { t } = useTranslation('import');
  const names = preview.columns.map(({ column, name }) => ({
    value: String(column),
    label: `${column} ${name}`,
  }));
  const choose = (part: 'tag' | 'value' | 'quality') => (
    <Field label={t(`longColumn.${part}`)}>
      {(ids) => (
        <Select
          {...ids}
          value={String(values[part] ?? '')}
          choices={part === 'quality' ? [{ value: '', label: t('none') }, ...names] : names}
          onChange={({ target }) => {
            const { quality: _quality, ...rest } = values;
            const column = Number(target.value);
            if (part === 'quality') onChange(column === 0 ? rest : { ...rest, quality: column });
            else onChange({ ...values, [part]: column });
          }}
        />
      )}
    </Field>
  );
  return (
    <div className="grid grid-cols-3 gap-3">
      {choose('tag')}
      {choose('value')}
      {choose('quality')}
    </div>
  );
}
