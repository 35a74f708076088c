import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Derivation } from '../../../../../shared/contract/derived-tags.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { formatUnit, formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { useTagNames } from '../../../lib/tags/use-tag-names.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  Field,
  IconButton,
  QualityText,
  Segmented,
  Select,
  TextArea,
  TextInput,
  useToasts,
} from '../../../ui/index.ts';
import { derivedOf, DERIVED_KINDS, formFor, freeName, type DerivedForm } from './derived-form.ts';
import { useEditFailed } from './use-edit-failed.ts';

const PREVIEW_EVERY_MS = 1_000;
const SUGGESTED = 300;
const SPANS = ['1', '60', '3600'] as const;

interface DerivedDialogProps {
  /** The tag to change; null for a new one. */
  readonly id: number | null;
  readonly path: string;
  readonly derivation: Derivation | null;
  readonly onClose: () => void;
}

/** Makes or changes a derived tag, with its value as it would be now. */
export function DerivedDialog({ id, path, derivation, onClose }: DerivedDialogProps) {
  const { t } = useTranslation('tags');
  const failed = useEditFailed();
  const show = useToasts((state) => state.show);
  const [form, setForm] = useState(() => formFor(derivation, path));
  const set = (change: Partial<DerivedForm>): void => setForm((known) => ({ ...known, ...change }));
  const wanted = derivedOf(form);
  const keep = useMutation({
    mutationFn: () => {
      if ('fault' in wanted) return Promise.reject(new Error(wanted.fault));
      const { derivation: kept } = wanted.tag;
      return id === null
        ? trpcClient.dataHub.createDerivedTag.mutate(wanted.tag)
        : trpcClient.dataHub.changeDerivedTag.mutate({ id, derivation: kept });
    },
    onSuccess: ({ path: made }) => {
      show({ tone: 'done', text: (say) => say('tags:derived.kept'), detail: made });
      onClose();
    },
    onError: failed,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(id === null ? 'derived.new' : 'derived.change')}
      width="large"
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="primary"
            disabled={'fault' in wanted || keep.isPending}
            onClick={() => keep.mutate()}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {id === null && (
          <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,1fr)] gap-3">
            <Field label={t('field.path')}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={form.path}
                  onChange={(event) => set({ path: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('field.unit')} hint={form.unit === '' ? undefined : formatUnit(form.unit)}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={form.unit}
                  onChange={(event) => set({ unit: event.target.value })}
                />
              )}
            </Field>
          </div>
        )}
        <div>
          <Segmented
            label={t('derived.kind')}
            value={form.kind}
            onChange={(kind) => set({ kind })}
            choices={DERIVED_KINDS.map((value) => ({ value, label: t(`derived.kinds.${value}`) }))}
          />
        </div>
        <Inputs form={form} onChange={(inputs) => set({ inputs })} />
        {form.kind === 'expression' && (
          <Field label={t('derived.expression')} hint={t('derived.expressionHint')}>
            {(ids) => (
              <TextArea
                {...ids}
                className="font-mono"
                value={form.expression}
                onChange={(event) => set({ expression: event.target.value })}
              />
            )}
          </Field>
        )}
        {form.kind === 'rate' && (
          <Field label={t('derived.per')}>
            {(ids) => (
              <Select
                {...ids}
                value={form.perSeconds}
                choices={SPANS.map((value) => ({ value, label: t(`derived.spans.${value}`) }))}
                onChange={(event) => set({ perSeconds: event.target.value })}
              />
            )}
          </Field>
        )}
        <Preview form={form} id={id} />
      </div>
    </Dialog>
  );
}

interface InputsProps {
  readonly form: DerivedForm;
  readonly onChange: (inputs: DerivedForm['inputs']) => void;
}

function Inputs({ form, onChange }: InputsProps) {
  const { t } = useTranslation('tags');
  const names = useTagNames().data?.path ?? [];
  const isExpression = form.kind === 'expression';
  const inputs = isExpression ? form.inputs : form.inputs.slice(0, 1);
  const typed = new Set(inputs.map(({ tag }) => tag));
  const suggested = names
    .filter((path) => [...typed].some((tag) => tag !== path && path.includes(tag)))
    .slice(0, SUGGESTED);
  const change = (index: number, part: Partial<{ name: string; tag: string }>): void =>
    onChange(form.inputs.map((input, place) => (place === index ? { ...input, ...part } : input)));
  return (
    <div className="flex flex-col gap-2">
      <datalist id="derived-inputs">
        {suggested.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {inputs.map((input, index) => (
        // By place: names and tags are typed over.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex items-end gap-2">
          {isExpression && (
            <Field label={t('derived.inputName')} className="w-32">
              {(ids) => (
                <TextInput
                  {...ids}
                  value={input.name}
                  onChange={(event) => change(index, { name: event.target.value })}
                />
              )}
            </Field>
          )}
          <Field label={t(isExpression ? 'derived.inputTag' : 'derived.counter')} className="grow">
            {(ids) => (
              <TextInput
                {...ids}
                list="derived-inputs"
                value={input.tag}
                onChange={(event) => change(index, { tag: event.target.value })}
              />
            )}
          </Field>
          {isExpression && inputs.length > 1 && (
            <IconButton
              icon="close"
              label={t('derived.removeInput', { name: input.name })}
              onClick={() => onChange(form.inputs.filter((_, place) => place !== index))}
            />
          )}
        </div>
      ))}
      {isExpression && (
        <div>
          <Button onClick={() => onChange([...form.inputs, { name: freeName(form.inputs), tag: '' }])}>
            {t('derived.addInput')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Preview({ form, id }: { form: DerivedForm; id: number | null }) {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const wanted = derivedOf({ ...form, path: 'a/b/c/d/e', unit: '' });
  const derivation = 'fault' in wanted ? null : wanted.tag.derivation;
  const preview = useQuery(
    trpc.dataHub.previewDerivedTag.queryOptions(
      { derivation: derivation as Derivation, ...(id === null ? {} : { id }) },
      { enabled: derivation !== null, refetchInterval: PREVIEW_EVERY_MS },
    ),
  );
  if (derivation === null) return <p className="text-ink-3">{t('derived.incomplete')}</p>;
  const found = preview.data;
  return (
    <section aria-label={t('derived.now')} className="border border-line bg-sunken p-3" aria-live="polite">
      <p className="flex items-center gap-3">
        <span className="text-ink-2">{t('derived.now')}</span>
        <b>{formatValue(found?.value, language)}</b>
        <span>{formatUnit(form.unit)}</span>
        {found && found.fault === null && <QualityText quality={found.quality} />}
      </p>
      {found && found.inputs.length > 0 && (
        <p className="text-sm text-ink-2">
          {found.inputs.map(({ name, value }) => `${name} = ${formatValue(value, language)}`).join(', ')}
        </p>
      )}
      {found?.fault != null && (
        <p role="alert" className="font-semibold">
          ✕ {found.reason ? textOfReason(found.reason, language) : found.fault}
        </p>
      )}
    </section>
  );
}
