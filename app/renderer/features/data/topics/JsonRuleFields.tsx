import { useTranslation } from 'react-i18next';
import {
  TIME_FORMATS,
  type TimeRule,
  type TopicMapping,
} from '../../../../../shared/contract/topic-mappings.ts';
import { linesOf, recordOf } from './draft.ts';
import { ChoiceField, LinesField, TextField } from './fields.tsx';
import type { ErrorOf } from './MappingEditor.tsx';

type JsonRule = Extract<TopicMapping['payload'], { form: 'json' }>;

interface RuleProps {
  readonly rule: JsonRule;
  readonly errorOf: ErrorOf;
  readonly onChange: (rule: JsonRule) => void;
}

/** A rule with a field changed, or without it where the text is empty. */
function withText<T extends object>(rule: T, field: keyof T, text: string): T {
  const { [field]: _before, ...others } = rule;
  return (text === '' ? others : { ...others, [field]: text }) as T;
}

const PAIR = 'grid grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-3';
const LEGEND = 'mb-2 w-full border-b border-line pb-1 font-semibold';

function TimeFields({ rule, errorOf, onChange }: RuleProps) {
  const { t } = useTranslation('topics');
  const { time } = rule;
  const set = (next: TimeRule) => onChange({ ...rule, time: next });
  const setPath = (path: string) => {
    const { time: _before, ...others } = rule;
    onChange(path === '' ? others : { ...others, time: { format: 'iso', ...time, path } });
  };
  return (
    <fieldset>
      <legend className={LEGEND}>{t('part.time')}</legend>
      <div className={PAIR}>
        <TextField
          label={t('field.timePath')}
          hint={t('hint.time')}
          value={time?.path ?? ''}
          error={errorOf('time.path')}
          onChange={setPath}
        />
        {time !== undefined && (
          <ChoiceField
            label={t('field.timeFormat')}
            value={time.format}
            error={errorOf('time.format')}
            choices={TIME_FORMATS.map((value) => ({ value, label: t(`time.${value}`) }))}
            onChange={(format) => set({ ...time, format })}
          />
        )}
        {(time?.format === 'local' || time?.format === 'custom') && (
          <TextField
            label={t('field.zone')}
            hint={t('hint.zone')}
            value={time.zone ?? ''}
            error={errorOf('time.zone')}
            onChange={(zone) => set(withText(time, 'zone', zone))}
          />
        )}
        {time?.format === 'custom' && (
          <TextField
            label={t('field.custom')}
            hint={t('hint.custom')}
            value={time.custom ?? ''}
            error={errorOf('time.custom')}
            onChange={(custom) => set(withText(time, 'custom', custom))}
          />
        )}
      </div>
    </fieldset>
  );
}

/** Whole numbers of the lines; what is none stays to be refused by name. */
function wordsOf(text: string): Record<string, number> {
  const entries = Object.entries(recordOf(text));
  return Object.fromEntries(entries.map(([word, code]) => [word, code === '' ? Number.NaN : Number(code)]));
}

function QualityFields({ rule, errorOf, onChange }: RuleProps) {
  const { t } = useTranslation('topics');
  const { quality } = rule;
  const setPath = (path: string) => {
    const { quality: _before, ...others } = rule;
    onChange(path === '' ? others : { ...others, quality: { words: {}, ...quality, path } });
  };
  const setOtherwise = (text: string) => {
    if (quality === undefined) return;
    const { otherwise: _before, ...others } = quality;
    onChange({ ...rule, quality: text === '' ? others : { ...others, otherwise: Number(text) } });
  };
  return (
    <fieldset>
      <legend className={LEGEND}>{t('part.quality')}</legend>
      <div className={PAIR}>
        <TextField
          label={t('field.qualityPath')}
          hint={t('hint.quality')}
          value={quality?.path ?? ''}
          error={errorOf('quality.path')}
          onChange={setPath}
        />
        {quality !== undefined && (
          <LinesField
            label={t('field.words')}
            hint={t('hint.words')}
            text={linesOf(quality.words)}
            error={errorOf('quality.words')}
            onChange={(text) => onChange({ ...rule, quality: { ...quality, words: wordsOf(text) } })}
          />
        )}
        {quality !== undefined && (
          <TextField
            label={t('field.otherwise')}
            hint={t('hint.otherwise')}
            value={quality.otherwise === undefined ? '' : String(quality.otherwise)}
            error={errorOf('quality.otherwise')}
            onChange={setOtherwise}
          />
        )}
      </div>
    </fieldset>
  );
}

/** Where values, names, time and quality stand in a JSON payload. */
export function JsonRuleFields(props: RuleProps) {
  const { rule, errorOf, onChange } = props;
  const { t } = useTranslation('topics');
  return (
    <>
      <fieldset>
        <legend className={LEGEND}>{t('part.values')}</legend>
        <p className="mb-2 text-sm text-ink-2">{t('hint.paths')}</p>
        <div className={PAIR}>
          <LinesField
            label={t('field.values')}
            hint={t('hint.values')}
            text={rule.values.join('\n')}
            error={errorOf('values')}
            onChange={(text) =>
              onChange({
                ...rule,
                values: text
                  .split('\n')
                  .map((line) => line.trim())
                  .filter(Boolean),
              })
            }
          />
          <TextField
            label={t('field.samples')}
            hint={t('hint.samples')}
            value={rule.samples}
            error={errorOf('samples')}
            onChange={(samples) => onChange({ ...rule, samples })}
          />
          <TextField
            label={t('field.value')}
            hint={t('hint.value')}
            value={rule.value}
            error={errorOf('value')}
            onChange={(value) => onChange({ ...rule, value })}
          />
          <TextField
            label={t('field.valueName')}
            hint={t('hint.valueName')}
            value={rule.name ?? ''}
            error={errorOf('name')}
            onChange={(name) => onChange(withText(rule, 'name', name))}
          />
        </div>
      </fieldset>
      <TimeFields {...props} />
      <QualityFields {...props} />
      <fieldset>
        <legend className={LEGEND}>{t('part.more')}</legend>
        <div className={PAIR}>
          <LinesField
            label={t('field.fields')}
            hint={t('hint.fields')}
            text={linesOf(rule.fields)}
            error={errorOf('fields')}
            onChange={(text) => onChange({ ...rule, fields: recordOf(text) })}
          />
          <LinesField
            label={t('field.rename')}
            hint={t('hint.rename')}
            text={linesOf(rule.rename)}
            error={errorOf('rename')}
            onChange={(text) => onChange({ ...rule, rename: recordOf(text) })}
          />
          <TextField
            label={t('field.seq')}
            hint={t('hint.seq')}
            value={rule.seq ?? ''}
            error={errorOf('seq')}
            onChange={(seq) => onChange(withText(rule, 'seq', seq))}
          />
        </div>
      </fieldset>
    </>
  );
}
