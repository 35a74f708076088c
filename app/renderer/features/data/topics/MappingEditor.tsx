import type { Language } from '../../../../../shared/contract/common.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import { TEXT_NUMBERS, type TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { Segmented, StateMark, Switch } from '../../../ui/index.ts';
import { jsonRule, unsortedPath } from './draft.ts';
import { ChoiceField, TextField } from './fields.tsx';
import { JsonRuleFields } from './JsonRuleFields.tsx';
import { TextFields } from './TextFields.tsx';

/** Faults of one mapping by its field; a fault within a field is the field's. */
export type ErrorOf = (field: string) => string | undefined;

/** What is wrong with a field, in the page's language where there is a text for it. */
export function errorText({ message, reason }: FieldError, language: Language): string {
  return reason === undefined ? message : textOfReason(reason, language);
}

export function errorsOf(errors: readonly FieldError[], index: number, language: Language): ErrorOf {
  const prefix = `mappings.${index}.`;
  return (field) => {
    const found = errors.find(({ path }) => path === prefix + field || path.startsWith(`${prefix}${field}.`));
    return found && errorText(found, language);
  };
}

interface EditorProps {
  readonly mapping: TopicMapping;
  readonly errorOf: ErrorOf;
  readonly onChange: (mapping: TopicMapping) => void;
}

/** How one pattern's topics are read. */
export function MappingEditor({ mapping, errorOf, onChange }: EditorProps) {
  const { t } = useTranslation('topics');
  const { payload } = mapping;
  const unsorted = unsortedPath(mapping.tag);
  const change = (fields: Partial<TopicMapping>) => onChange({ ...mapping, ...fields });
  return (
    <form
      aria-label={mapping.name}
      className="flex flex-col gap-3 p-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="flex flex-wrap items-end gap-4">
        <div className="min-w-60 grow">
          <TextField
            label={t('field.name')}
            value={mapping.name}
            error={errorOf('name')}
            onChange={(name) => change({ name })}
          />
        </div>
        <Switch
          label={t('field.enabled')}
          checked={mapping.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </div>
      <TextField
        label={t('field.pattern')}
        hint={t('hint.pattern')}
        value={mapping.pattern}
        error={errorOf('pattern')}
        onChange={(pattern) => change({ pattern })}
      />
      <TextField
        label={t('field.tag')}
        hint={t('hint.tag')}
        value={mapping.tag}
        error={errorOf('tag')}
        onChange={(tag) => change({ tag })}
      />
      {unsorted !== null && errorOf('tag') === undefined && (
        <p className="flex gap-2 text-sm">
          <StateMark kind="low" size={16} />
          <span className="min-w-0 break-words">
            {t('unsortedTag', { levels: mapping.tag.split('/').length, path: unsorted })}
          </span>
        </p>
      )}
      <div className="flex flex-wrap items-end gap-4">
        <Segmented
          label={t('field.form')}
          value={payload.form}
          choices={[
            { value: 'json', label: t('form.json') },
            { value: 'text', label: t('form.text') },
          ]}
          onChange={(form) => change({ payload: form === 'json' ? jsonRule() : { form, numbers: 'point' } })}
        />
        <div className="min-w-60 grow">
          <ChoiceField
            label={t('field.numbers')}
            value={payload.numbers}
            error={undefined}
            choices={TEXT_NUMBERS.map((value) => ({ value, label: t(`numbers.${value}`) }))}
            onChange={(numbers) => change({ payload: { ...payload, numbers } })}
          />
        </div>
      </div>
      <TextFields
        payload={payload}
        errorOf={(field) => errorOf(`payload.${field}`)}
        onChange={(next) => change({ payload: next })}
      />
      {payload.form === 'json' && (
        <JsonRuleFields
          rule={payload}
          errorOf={(field) => errorOf(`payload.${field}`)}
          onChange={(rule) => change({ payload: rule })}
        />
      )}
    </form>
  );
}
