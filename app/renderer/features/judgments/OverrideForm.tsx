import { useEffect, useRef } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { FeedbackRequest, Judgment } from '../../../../shared/contract/judgment.ts';
import { useRulesetVersion } from '../../lib/rules/use-rules.ts';
import { Button, Field, StateMark, TextArea } from '../../ui/index.ts';

interface Values {
  verdict: string;
  reason: string;
}

interface OverrideFormProps {
  readonly judgment: Judgment;
  /** Whether sending would reach the server now. What is typed stays until it does. */
  readonly ready: boolean;
  readonly onSend: (feedback: FeedbackRequest) => void;
  readonly onCancel: () => void;
}

/** The right verdict among the ruleset's own words, and why. One of the two is enough. */
export function OverrideForm({ judgment, ready, onSend, onCancel }: OverrideFormProps) {
  const { t } = useTranslation('judgments');
  const version = useRulesetVersion(judgment.ruleset.id, judgment.ruleset.version);
  const { register, handleSubmit, control } = useForm<Values>({ defaultValues: { verdict: '', reason: '' } });
  const { verdict, reason } = useWatch({ control });
  const form = useRef<HTMLFormElement>(null);
  const choices = Object.entries(version?.manifest.verdicts ?? {}).filter(
    ([word]) => word !== judgment.verdict,
  );
  const complete = Boolean(verdict) || Boolean(reason?.trim());
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const submit = handleSubmit((values) =>
    onSend({
      agree: false,
      ...(values.verdict ? { correctVerdict: values.verdict } : {}),
      ...(values.reason.trim() ? { reason: values.reason.trim() } : {}),
    }),
  );
  return (
    <form
      ref={form}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // Leaves the form, not the card as well.
          event.stopPropagation();
          onCancel();
        }
        if (event.key === 'Enter' && event.ctrlKey && complete && ready) void submit();
      }}
      className="flex flex-col gap-2"
    >
      <fieldset>
        <legend className="mb-1 text-sm font-medium text-ink-2">{t('override.verdict')}</legend>
        <div className="flex flex-wrap gap-2">
          {choices.map(([word, severity]) => (
            <label
              key={word}
              className="inline-flex min-h-10 items-center gap-2 rounded-sm border border-line-strong bg-raised px-3 hover:bg-selected has-checked:border-2 has-checked:border-ink has-checked:bg-selected has-checked:font-semibold"
            >
              <input type="radio" value={word} className="accent-action" {...register('verdict')} />
              <StateMark kind={severity} label />
              {word}
            </label>
          ))}
        </div>
      </fieldset>
      <Field label={t('override.reason')} hint={t('override.hint')}>
        {(ids) => <TextArea rows={2} maxLength={2000} {...ids} {...register('reason')} />}
      </Field>
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" disabled={!complete || !ready}>
          {t('override.send')}
        </Button>
        <Button onClick={onCancel}>{t('common:cancel')}</Button>
        {!ready && <span className="text-ink-2">{t('feedback.away')}</span>}
      </div>
    </form>
  );
}
