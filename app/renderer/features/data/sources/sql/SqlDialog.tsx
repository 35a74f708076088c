import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SqlSource } from '../../../../../../shared/contract/sql-sources.ts';
import { errorDetailOf, trpcClient, useIsLive } from '../../../../lib/trpc/index.ts';
import { Button, Dialog, useToasts, useFailed } from '../../../../ui/index.ts';
import { refetchSources } from '../refetch.ts';
import { ConnectionFields } from './ConnectionFields.tsx';
import { FoundRows, FoundSamples } from './FoundPart.tsx';
import { MappingFields } from './MappingFields.tsx';
import { ReadingFields } from './ReadingFields.tsx';
import { columnNames, formOf, previewOf, settingsOf, type SqlForm } from './sql-form.ts';
import { useLook } from './use-look.ts';

const NO_FAULTS: ReadonlySet<string> = new Set();

interface SqlDialogProps {
  /** The source to change; null for a new one. */
  readonly source: SqlSource | null;
  readonly onClose: () => void;
  readonly onKept: (id: string) => void;
}

/** Sets up an SQL source: the connection is tried, and what is found is shown as it would be stored. */
export function SqlDialog({ source, onClose, onKept }: SqlDialogProps) {
  const { t } = useTranslation('sql');
  const { t: common } = useTranslation('common');
  const isLive = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [first] = useState(() => formOf(source));
  const [form, setForm] = useState(first);
  const [leaving, setLeaving] = useState(false);
  const [seen, setSeen] = useState<SqlForm | null>(null);
  const set = (change: Partial<SqlForm>) => setForm((known) => ({ ...known, ...change }));
  // A key pressed by mistake must not take away what was typed.
  const leave = () => (JSON.stringify(form) === JSON.stringify(first) ? onClose() : setLeaving(true));
  const read = settingsOf(form);
  const faults = 'faults' in read ? read.faults : NO_FAULTS;
  const id = source?.id ?? null;

  const { look, cancel } = useLook({
    wanted: ({ guess }) => previewOf(form, id, guess),
    onFound({ mapping }) {
      const next = { ...form, mapping: mapping ?? form.mapping };
      setForm((known) => ({ ...known, mapping: mapping ?? known.mapping }));
      setSeen(next);
    },
  });
  const keep = useMutation({
    mutationFn: () => {
      if ('faults' in read) return Promise.reject(new Error([...read.faults].join(', ')));
      const { settings } = read;
      if (id === null) return trpcClient.sqlSources.add.mutate({ settings, password: form.password });
      const password = form.password === '' ? {} : { password: form.password };
      return trpcClient.sqlSources.change.mutate({ id, settings, restart: form.restart, ...password });
    },
    onSuccess: (kept) => {
      show({
        tone: 'done',
        text: (say) => say(id === null ? 'sql:added' : 'sql:changed', { name: kept.settings.name }),
      });
      onKept(kept.id);
    },
    onError: failed((_say, _language, why) => why, 'sentence'),
    onSettled: () => void refetchSources(),
  });
  const found = look.data;
  const isOld = seen !== null && JSON.stringify(seen.mapping) !== JSON.stringify(form.mapping);
  const canLook = isLive && !look.isPending && previewOf(form, id, false) !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leave()}
      title={id === null ? t('new') : t('change', { name: source?.settings.name })}
      width="large"
      footer={
        leaving ? (
          <>
            <span role="alert" className="mr-auto self-center font-semibold">
              {t('discardAsk')}
            </span>
            <Button onClick={onClose}>{t('discard')}</Button>
            <Button variant="primary" ref={(node) => node?.focus()} onClick={() => setLeaving(false)}>
              {t('goOn')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={leave}>{common('cancel')}</Button>
            <Button
              variant="primary"
              disabled={!isLive || 'faults' in read || keep.isPending}
              onClick={() => keep.mutate()}
            >
              {t(id === null ? 'add' : 'save')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <ConnectionFields {...{ form, set, faults }} hasPassword={source?.hasPassword ?? false} />
        <div className="flex flex-wrap items-center gap-2">
          <Button
            icon={look.isPending ? 'close' : 'refresh'}
            variant={form.mapping === null ? 'primary' : 'secondary'}
            disabled={!look.isPending && !canLook}
            onClick={look.isPending ? cancel : () => look.mutate({ guess: false })}
          >
            {t(look.isPending ? 'cancelLook' : 'look')}
          </Button>
          {look.isPending && <span role="status">{t('looking')}</span>}
          {form.mapping !== null && (
            <Button disabled={!canLook} onClick={() => look.mutate({ guess: true })}>
              {t('guessAgain')}
            </Button>
          )}
          <span className="text-sm text-ink-2">{t('lookHint')}</span>
        </div>
        {look.error && (
          <p role="alert" className="font-semibold">
            ✕ {errorDetailOf(look.error)}
          </p>
        )}
        {found && <FoundRows found={found} />}
        {form.mapping === null ? (
          <p className="text-ink-2">{t('noMapping')}</p>
        ) : (
          <>
            <MappingFields
              mapping={form.mapping}
              columns={columnNames(found, form.mapping)}
              onChange={(mapping) => set({ mapping })}
            />
            {faults.has('mapping') && <p className="font-semibold">✕ {t('wrong.mapping')}</p>}
            {isOld && <p className="font-semibold">{t('lookAgain')}</p>}
            {found && found.samples.length + found.faults.length > 0 && <FoundSamples found={found} />}
            <ReadingFields {...{ form, set, faults }} known={source === null ? null : source.reading} />
          </>
        )}
      </div>
    </Dialog>
  );
}
