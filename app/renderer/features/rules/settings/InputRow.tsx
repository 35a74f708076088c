import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TAKES } from '../../../../../shared/contract/rules.ts';
import { IconButton } from '../../../ui/index.ts';
import { ChoiceCell, NameCell, NumberCell, PartErrors, TextCell } from './fields.tsx';
import { InputMore } from './InputMore.tsx';
import { fieldText, patternsFor, withMember, type Members } from './manifest-form.ts';

export const INPUT_GRID =
  'grid grid-cols-[minmax(8rem,2fr)_6rem_6rem_minmax(12rem,4fr)_9rem_5.5rem_5.5rem_4rem_7.5rem] items-center gap-1.5';

interface InputRowProps {
  readonly index: number;
  readonly input: Members;
  readonly isLast: boolean;
  /** Every tag of the station. */
  readonly paths: readonly string[];
  readonly errors: readonly { readonly path: string; readonly text: string }[];
  /** Names of all inputs. */
  readonly names: readonly string[];
  readonly onChange: (input: Members) => void;
  readonly onRename: (name: string) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

const TYPES = ['number', 'boolean', 'text'] as const;

export function InputRow({
  index,
  input,
  isLast,
  paths,
  errors,
  names,
  onChange,
  onRename,
  onMove,
  onRemove,
}: InputRowProps) {
  const { t } = useTranslation('rule-settings');
  const list = useId();
  const [isChoosing, setChoosing] = useState(false);
  const name = fieldText(input['name']);
  const take = input['take'] === undefined ? 'last' : fieldText(input['take']);
  const set = (member: string, value: unknown) => onChange(withMember(input, member, value));
  const errorOf = (member: string) =>
    errors.find(({ path }) => path === member || path.startsWith(`${member}.`))?.text;
  const of = (column: string) => t('of', { what: t(`column.${column}`), name });
  const setTake = (next: string) => {
    const windowed = next === 'last' ? undefined : (input['windowSeconds'] ?? 600);
    onChange(
      withMember(withMember(input, 'take', next === 'last' ? undefined : next), 'windowSeconds', windowed),
    );
  };
  return (
    <li
      data-path={`inputs.${index}`}
      className="border-t border-line py-1.5"
      aria-label={t('input', { index: index + 1, name })}
    >
      <div className={INPUT_GRID}>
        <NameCell
          label={of('name')}
          error={errorOf('name')}
          value={name}
          taken={names}
          refusal={t('nameTaken')}
          onChange={onRename}
        />
        <ChoiceCell
          label={of('type')}
          error={errorOf('type')}
          value={fieldText(input['type'])}
          choices={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          onChange={(type) =>
            onChange(
              type === 'text' ? { ...input, type } : withMember({ ...input, type }, 'values', undefined),
            )
          }
        />
        <TextCell
          label={of('unit')}
          className="font-mono"
          error={errorOf('unit')}
          value={fieldText(input['unit'])}
          onChange={(text) => set('unit', text === '' ? undefined : text)}
        />
        <span>
          <TextCell
            label={of('tag')}
            className="font-mono"
            list={list}
            error={errorOf('tag')}
            placeholder="*/*/*/press*/temperature"
            value={fieldText(input['tag'])}
            onFocus={() => setChoosing(true)}
            onChange={(text) => set('tag', text === '' ? undefined : text)}
          />
          <datalist id={list}>
            {isChoosing &&
              patternsFor(fieldText(input['tag']), paths).map((path) => <option key={path} value={path} />)}
          </datalist>
        </span>
        <ChoiceCell
          label={of('take')}
          error={errorOf('take')}
          value={take}
          choices={TAKES.map((value) => ({ value, label: t(`judgments:take.${value}`) }))}
          onChange={setTake}
        />
        {take === 'last' && input['windowSeconds'] === undefined ? (
          <span className="text-center text-ink-3">–</span>
        ) : (
          <NumberCell
            label={of('windowSeconds')}
            error={errorOf('windowSeconds')}
            value={input['windowSeconds']}
            onChange={(value) => set('windowSeconds', value)}
          />
        )}
        <NumberCell
          label={of('maxAgeSeconds')}
          error={errorOf('maxAgeSeconds')}
          value={input['maxAgeSeconds']}
          onChange={(value) => set('maxAgeSeconds', value)}
        />
        <label className="flex min-h-9 items-center justify-center">
          <input
            type="checkbox"
            aria-label={of('optional')}
            className="size-5 accent-action"
            checked={input['optional'] === true}
            onChange={(event) => set('optional', event.target.checked ? true : undefined)}
          />
        </label>
        <RowButtons name={name} isFirst={index === 0} isLast={isLast} onMove={onMove} onRemove={onRemove} />
      </div>
      <InputMore
        input={input}
        name={name}
        paths={paths}
        valuesError={errorOf('values')}
        onChange={onChange}
      />
      <PartErrors errors={errors} />
    </li>
  );
}

function RowButtons({
  name,
  isFirst,
  isLast,
  onMove,
  onRemove,
}: Pick<InputRowProps, 'isLast' | 'onMove' | 'onRemove'> & { name: string; isFirst: boolean }) {
  const { t } = useTranslation('rule-settings');
  return (
    <span className="flex justify-end">
      <IconButton
        icon="up"
        className="size-9 min-w-9"
        label={t('moveUp', { name })}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      />
      <IconButton
        icon="up"
        className="size-9 min-w-9 rotate-180"
        label={t('moveDown', { name })}
        disabled={isLast}
        onClick={() => onMove(1)}
      />
      <IconButton
        icon="close"
        className="size-9 min-w-9"
        label={t('removeNamed', { name })}
        onClick={onRemove}
      />
    </span>
  );
}
