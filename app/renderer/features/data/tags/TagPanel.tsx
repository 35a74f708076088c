import { useQuery, useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { TAG_KINDS, tagEditsSchema } from '../../../../../shared/contract/tags.ts';
import { trendsHref } from '../../../charts/trends-link.ts';
import { formatUnit, formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { fieldErrorsOfCall, trpc, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Age,
  Button,
  ErrorNotice,
  Field,
  LoadingNotice,
  Panel,
  Properties,
  QualityText,
  Select,
  TextInput,
  useToasts,
} from '../../../ui/index.ts';
import { DerivedPart } from './DerivedPart.tsx';
import { StoragePart } from './StoragePart.tsx';
import { faultsOf, formOf, patchOf, withField, type FormFaults, type TagForm } from './tag-form.ts';
import { useEditFailed } from './use-edit-failed.ts';

const VALUES_EVERY_MS = 1_000;

interface TagPanelProps {
  readonly id: number;
  readonly onMoved: (path: string) => void;
}

/** One tag: its value now, where it comes from, and everything people set of it. */
export function TagPanel({ id, onMoved }: TagPanelProps) {
  const { t } = useTranslation('tags');
  const found = useQuery(
    trpc.dataHub.tagsWith.queryOptions({ ids: [id] }, { refetchInterval: VALUES_EVERY_MS }),
  );
  const tag = found.data?.[0];
  return (
    <Panel
      title={tag === undefined ? t('details') : tag.path.slice(tag.path.lastIndexOf('/') + 1)}
      aside={
        tag && (
          <Link
            className="underline underline-offset-2"
            to={trendsHref({ charts: [[{ path: tag.path }]], spanSeconds: 3_600 })}
          >
            {t('trend')}
          </Link>
        )
      }
      className="min-h-60 grow"
      bodyClassName="scroll-pb-20 overflow-auto p-3"
    >
      {found.isPending && <LoadingNotice />}
      {found.isError && !found.data && (
        <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
      )}
      {tag && (
        <div className="flex flex-col gap-3">
          <Now tag={tag} />
          <DerivedPart tag={tag} />
          <Settings tag={tag} onMoved={onMoved} />
        </div>
      )}
    </Panel>
  );
}

function Now({ tag }: { tag: Tag }) {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const { last, said } = tag;
  const value = `${formatValue(last?.value, language)} ${formatUnit(tag.unit ?? undefined)}`.trim();
  const saidRange = said === null ? '' : rangeText(said.range);
  return (
    <Properties
      items={[
        [
          t('now'),
          <span key="now" className="inline-flex flex-wrap items-center gap-3">
            <b>{value}</b>
            <QualityText quality={last?.quality} outOfRange={last?.outOfRange} />
            <Age at={last?.at ?? null} />
          </span>,
        ],
        [t('addresses'), tag.addresses.join(', ') || '–'],
        ...(said === null ? [] : ([[t('said'), `${said.unit ?? '–'}${saidRange}`]] as [string, string][])),
      ]}
    />
  );
}

function rangeText({ low, high }: Tag['range']): string {
  return low === null && high === null ? '' : ` · ${low ?? '…'} – ${high ?? '…'}`;
}

function useSave(id: number, onFaults: (faults: FormFaults) => void) {
  const language = useLanguage();
  const failed = useEditFailed();
  const show = useToasts((state) => state.show);
  return useMutation(
    trpc.dataHub.editTags.mutationOptions({
      onSuccess: () =>
        show({
          tone: 'done',
          text: (say) => say('tags:edit.done', { count: 1 }),
          detail: (say) => say('tags:edit.canUndo'),
        }),
      onError: (error, sent) => {
        const prefix = 'edits.0.patch.';
        onFaults(
          faultsOf(
            fieldErrorsOfCall(error, tagEditsSchema, sent).map(({ path, message, reason }) => ({
              path: path.replace(prefix, ''),
              message: reason === undefined ? message : textOfReason(reason, language),
            })),
          ),
        );
        failed(error);
      },
      meta: { id },
    }),
  );
}

function Settings({ tag, onMoved }: { tag: Tag; onMoved: (path: string) => void }) {
  const { t } = useTranslation('tags');
  const live = useIsLive();
  const current = formOf(tag);
  // Null while nothing is typed: then the form follows the tag, e.g. what another window sets.
  const [typed, setTyped] = useState<{ before: TagForm; now: TagForm } | null>(null);
  const [faults, setFaults] = useState<FormFaults>({});
  const fields = useRef<HTMLFormElement>(null);
  const tell = (found: FormFaults): void => {
    setFaults(found);
    // It may be out of sight.
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  const save = useSave(tag.id, tell);
  const form = typed?.now ?? current;
  const set = (field: keyof TagForm, value: string): void => {
    setTyped({ before: typed?.before ?? current, now: withField(form, field, value) });
    setFaults(({ [field]: _mended, ...others }) => others);
  };
  const submit = (): void => {
    if (typed === null) return;
    const result = patchOf(typed.before, typed.now);
    if ('faults' in result) return tell(result.faults);
    save.mutate(
      { edits: [{ id: tag.id, patch: result.patch }] },
      {
        onSuccess: () => {
          setTyped(null);
          if (result.patch.path !== undefined) onMoved(result.patch.path);
        },
      },
    );
  };
  const field = (name: keyof TagForm, hint?: string) => (
    <Field label={t(`field.${name}`)} hint={hint} error={faults[name]}>
      {(ids) => <TextInput {...ids} value={form[name]} onChange={(event) => set(name, event.target.value)} />}
    </Field>
  );
  return (
    <form
      ref={fields}
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {field('path', t('hint.path'))}
      <div className="grid grid-cols-2 gap-3">
        {field('nameKo')}
        {field('nameEn')}
        {field(
          'unit',
          form.unit === '' ? t('hint.unit') : t('hint.unitShown', { unit: formatUnit(form.unit) }),
        )}
        <Field label={t('field.kind')} hint={t('hint.kind')} error={faults.kind}>
          {(ids) => (
            <Select
              {...ids}
              value={form.kind}
              choices={TAG_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
              onChange={(event) => set('kind', event.target.value)}
            />
          )}
        </Field>
        {field('rangeLow', t('hint.range'))}
        {field('rangeHigh')}
        {field('limitLow', t('hint.limits'))}
        {field('limitHigh')}
      </div>
      <StoragePart tag={tag} form={form} faults={faults} onSet={set} />
      <div className="sticky -bottom-3 -mx-3 flex gap-2 border-t border-line bg-panel p-3">
        <Button type="submit" variant="primary" disabled={typed === null || save.isPending || !live}>
          {t('save')}
        </Button>
        <Button
          disabled={typed === null || save.isPending}
          onClick={() => {
            setTyped(null);
            setFaults({});
          }}
        >
          {t('discard')}
        </Button>
      </div>
    </form>
  );
}
