import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tagMatcher } from '../../../../../shared/util/tag-pattern.ts';
import { TextCell } from './fields.tsx';
import { fieldText, membersOf, withMember, type Members } from './manifest-form.ts';

const PATTERN_PARTS = 5;
const MOST_SHOWN = 4;

interface MoreProps {
  readonly input: Members;
  readonly name: string;
  readonly paths: readonly string[];
  readonly valuesError: string | undefined;
  readonly onChange: (input: Members) => void;
}

/** The tags that a pattern takes now, by machine. */
function Matched({ pattern, paths }: { pattern: string; paths: readonly string[] }) {
  const { t } = useTranslation('rule-settings');
  if (pattern === '') return <span>{t('byRequest')}</span>;
  if (pattern.split('/').length !== PATTERN_PARTS) return null;
  const matches = tagMatcher([pattern]);
  const found = paths.filter(matches);
  const shown = found.slice(0, MOST_SHOWN).map((path) => path.split('/').slice(-2).join('/'));
  return (
    <span title={found.slice(0, 50).join('\n')}>
      <strong className={found.length === 0 ? 'text-ink' : 'font-medium'}>
        {t('matched', { count: found.length })}
      </strong>{' '}
      {shown.join(', ')}
      {found.length > MOST_SHOWN && ' …'}
    </span>
  );
}

/** Of a text input: which texts it can have, separated by commas. */
function ValuesCell({
  input,
  onChange,
  label,
  error,
}: Pick<MoreProps, 'input' | 'onChange'> & { label: string; error: string | undefined }) {
  const values = Array.isArray(input['values']) ? (input['values'] as unknown[]).map(fieldText) : [];
  const [typed, setTyped] = useState<string | null>(null);
  const listed = (text: string) =>
    text
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean);
  const isSame = typed !== null && listed(typed).join(',') === values.join(',');
  return (
    <TextCell
      label={label}
      placeholder={label}
      error={error}
      value={isSame ? typed : values.join(', ')}
      onChange={(text) => {
        setTyped(text);
        const next = listed(text);
        onChange(withMember(input, 'values', next.length === 0 ? undefined : next));
      }}
    />
  );
}

/** An input's second line: its labels, the tags that its pattern takes now, the texts it can have. */
export function InputMore({ input, name, paths, valuesError, onChange }: MoreProps) {
  const { t } = useTranslation('rule-settings');
  const label = membersOf(input['label']);
  const isText = input['type'] === 'text';
  const relabel = (language: 'ko' | 'en', text: string) => {
    const next = { ko: '', en: '', ...label, [language]: text };
    onChange(withMember(input, 'label', next.ko === '' && next.en === '' ? undefined : next));
  };
  return (
    <div className="mt-1 grid grid-cols-[minmax(8rem,2fr)_12.375rem_minmax(12rem,4fr)_31rem] items-center gap-1.5 text-sm text-ink-2">
      <TextCell
        label={t('labelKo', { name })}
        placeholder={t('labelKoHint')}
        lang="ko"
        value={fieldText(label['ko'])}
        onChange={(text) => relabel('ko', text)}
      />
      <TextCell
        label={t('labelEn', { name })}
        placeholder={t('labelEnHint')}
        lang="en"
        value={fieldText(label['en'])}
        onChange={(text) => relabel('en', text)}
      />
      <Matched pattern={fieldText(input['tag'])} paths={paths} />
      {isText ? (
        <ValuesCell input={input} onChange={onChange} label={t('values')} error={valuesError} />
      ) : (
        <span />
      )}
    </div>
  );
}
