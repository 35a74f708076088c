import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import {
  DEADBAND_SCALES,
  DEFAULT_MAX_INTERVAL_SECONDS,
  STORAGE_MODES,
} from '../../../../../shared/contract/tags.ts';
import { formatNumber, formatUnit } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Field, Select, TextInput } from '../../../ui/index.ts';
import { formOf, patchOf, type FormFaults, type TagForm } from './tag-form.ts';

interface StoragePartProps {
  readonly tag: Tag;
  readonly form: TagForm;
  readonly faults: FormFaults;
  readonly onSet: (field: keyof TagForm, value: string) => void;
}

/** Which of a tag's values are stored, and what that would have left of the newest. */
export function StoragePart({ tag, form, faults, onSet }: StoragePartProps) {
  const { t } = useTranslation('tags');
  const isThinned = form.storeMode === 'change';
  const field = (
    name: 'deadband' | 'minInterval' | 'maxInterval' | 'retentionDays',
    hint: string,
    placeholder?: string,
  ) => (
    <Field label={t(`field.${name}`)} hint={hint} error={faults[name]}>
      {(ids) => (
        <TextInput
          {...ids}
          inputMode="decimal"
          placeholder={placeholder}
          value={form[name]}
          onChange={(event) => onSet(name, event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="flex flex-col gap-3 border-t border-line pt-3">
      <legend className="sr-only">{t('storage.title')}</legend>
      <div className="grid grid-cols-2 gap-3">
        <Field
          label={t('field.storeMode')}
          hint={t(isThinned ? 'storage.changeHint' : 'storage.allHint')}
          error={faults.storeMode}
        >
          {(ids) => (
            <Select
              {...ids}
              value={form.storeMode}
              choices={STORAGE_MODES.map((mode) => ({ value: mode, label: t(`storage.mode.${mode}`) }))}
              onChange={(event) => onSet('storeMode', event.target.value)}
            />
          )}
        </Field>
        {field('retentionDays', t('hint.retention'))}
        {isThinned && (
          <>
            {field('deadband', t('storage.deadbandHint'), '0')}
            <Field label={t('field.deadbandIn')} error={faults.deadbandIn}>
              {(ids) => (
                <Select
                  {...ids}
                  value={form.deadbandIn}
                  choices={DEADBAND_SCALES.map((scale) => ({
                    value: scale,
                    label: t(`storage.in.${scale}`, { unit: formatUnit(form.unit || undefined) }),
                  }))}
                  onChange={(event) => onSet('deadbandIn', event.target.value)}
                />
              )}
            </Field>
            {field('maxInterval', t('storage.maxHint'), String(DEFAULT_MAX_INTERVAL_SECONDS))}
            {field('minInterval', t('storage.minHint'), '0')}
          </>
        )}
      </div>
      {isThinned && <Preview tag={tag} form={form} />}
    </fieldset>
  );
}

/** Of the newest values so many would have been stored by what the form says now. */
function Preview({ tag, form }: Pick<StoragePartProps, 'tag' | 'form'>) {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const typed = useDeferredValue(form);
  const result = patchOf(formOf(tag), typed);
  const patch = 'patch' in result ? result.patch : null;
  const preview = useQuery(
    trpc.dataHub.previewStorage.queryOptions(
      { id: tag.id, patch: { range: patch?.range, storage: patch?.storage } },
      { enabled: patch !== null, placeholderData: keepPreviousData, retry: false, staleTime: 5_000 },
    ),
  );
  if (patch === null || preview.data === undefined || preview.isError)
    return (
      <p className="text-sm text-ink-3">{t(preview.isFetching ? 'storage.counting' : 'storage.noPreview')}</p>
    );
  const { samples, kept, largestDifference, thinned } = preview.data;
  const number = (value: number) => formatNumber(value, language, 6);
  if (samples === 0) return <p className="text-sm text-ink-3">{t('storage.noValues')}</p>;
  return (
    <p className="text-sm text-ink-2" aria-live="polite" aria-busy={preview.isFetching}>
      {t(thinned ? 'storage.previewThinned' : 'storage.preview', {
        samples: number(samples),
        kept: number(kept),
        percent: formatNumber((kept / samples) * 100, language, 2),
      })}{' '}
      {largestDifference !== null &&
        largestDifference > 0 &&
        t('storage.difference', {
          value: `${formatNumber(largestDifference, language)} ${formatUnit(tag.unit ?? undefined)}`.trim(),
        })}
    </p>
  );
}
