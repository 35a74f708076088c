import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  sourceLimitsSchema,
  type Source,
  type SourceLimits,
} from '../../../../../shared/contract/sources.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, Field, TextInput, useToasts, useFailed } from '../../../ui/index.ts';
import { refetchSources } from './refetch.ts';

/** What is typed as limits; undefined where it is none. */
function limitsFrom(perSecond: string, kept: string, names: string): SourceLimits | undefined {
  const typed = {
    perSecond: perSecond.trim() === '' ? null : Number(perSecond),
    keptUnreadable: Number(kept),
    names: Number(names),
  };
  return sourceLimitsSchema.safeParse(typed).data;
}

/** The limits of a source: messages each second, unreadable payloads kept, tags and topics it may make. */
export function LimitsForm({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const language = useLanguage();
  const isLive = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const { limits } = source;
  const [perSecond, setPerSecond] = useState(limits.perSecond === null ? '' : String(limits.perSecond));
  const [kept, setKept] = useState(String(limits.keptUnreadable));
  const [names, setNames] = useState(String(limits.names));
  const typed = limitsFrom(perSecond, kept, names);
  const isChanged =
    typed !== undefined &&
    (typed.perSecond !== limits.perSecond ||
      typed.keptUnreadable !== limits.keptUnreadable ||
      typed.names !== limits.names);
  const save = useMutation(
    trpc.sources.setLimits.mutationOptions({
      onSuccess: () => show({ tone: 'done', text: (say) => say('sources:limits.saved') }),
      onError: failed((say) => say('sources:notDone'), 'sentence'),
      onSettled: () => void refetchSources(),
    }),
  );
  return (
    <form
      aria-label={t('limits.title')}
      className="flex flex-wrap items-start gap-3 border-t border-line pt-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== undefined) save.mutate({ id: source.id, limits: typed });
      }}
    >
      <Field label={t('limits.perSecond')} hint={t('limits.perSecondHint')} className="w-56">
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="numeric"
            value={perSecond}
            onChange={(event) => setPerSecond(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('limits.kept')} hint={t('limits.keptHint')} className="w-56">
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="numeric"
            value={kept}
            onChange={(event) => setKept(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('limits.names')}
        hint={t('limits.namesHint', {
          tags: formatNumber(source.names.tags, language, 6),
          topics: formatNumber(source.names.topics, language, 6),
        })}
        className="w-56"
      >
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="numeric"
            value={names}
            onChange={(event) => setNames(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" className="mt-6" disabled={!isLive || !isChanged || save.isPending}>
        {t('limits.save')}
      </Button>
      {typed === undefined && (
        <p role="alert" className="w-full font-semibold">
          {t('limits.invalid')}
        </p>
      )}
    </form>
  );
}
