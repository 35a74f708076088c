import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SqlSource } from '../../../../../../shared/contract/sql-sources.ts';
import { formatNumber } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { trpc, useIsLive } from '../../../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  LoadingNotice,
  Properties,
  Time,
  useToasts,
  useFailed,
} from '../../../../ui/index.ts';
import { refetchSources } from '../refetch.ts';
import { SqlDialog } from './SqlDialog.tsx';

const REFETCH_MS = 2_000;

function Progress({ progress }: { readonly progress: NonNullable<SqlSource['reading']['progress']> }) {
  const { t } = useTranslation('sql');
  const language = useLanguage();
  const { done, total } = progress;
  return (
    <span className="flex items-center gap-2">
      <progress aria-label={t('progress')} value={done} max={Math.max(total, 1)} className="h-3 w-40" />
      {t('progressOf', { done: formatNumber(done, language, 15), total: formatNumber(total, language, 15) })}
    </span>
  );
}

function Reading({ source: { reading, settings } }: { readonly source: SqlSource }) {
  const { t } = useTranslation('sql');
  const language = useLanguage();
  const count = (value: number) => formatNumber(value, language, 15);
  return (
    <Properties
      items={[
        reading.progress === null
          ? null
          : [t('progress'), <Progress key="progress" progress={reading.progress} />],
        [
          t('readUpTo'),
          <span key="mark" className="font-mono text-sm wrap-anywhere">
            {reading.watermark ?? '–'}
          </span>,
        ],
        [t('rowsTaken'), count(reading.rows)],
        reading.empty === 0 ? null : [t('emptyCells'), count(reading.empty)],
        reading.repeated === 0 ? null : [t('repeated'), count(reading.repeated)],
        reading.ahead === 0 ? null : [t('ahead'), <strong key="ahead">{count(reading.ahead)}</strong>],
        [
          t('lastPoll'),
          reading.lastPollAt === null ? (
            '–'
          ) : (
            <span key="last">
              <Time at={reading.lastPollAt} />
              {', '}
              {t('pollOf', {
                rows: count(reading.lastPollRows),
                ms: count(reading.lastPollMs ?? 0),
                seconds: settings.everySeconds,
              })}
            </span>
          ),
        ],
        reading.overruns === 0
          ? null
          : [t('overruns'), <strong key="overruns">{count(reading.overruns)}</strong>],
        reading.fault === null || reading.nextPollAt === null
          ? null
          : [t('nextTry'), <Time key="next" at={reading.nextPollAt} />],
        reading.server === null ? null : [t('server'), reading.server],
      ]}
    />
  );
}

/** Takes the source away after asking; what it has stored stays. */
function RemoveButton({ source }: { readonly source: SqlSource }) {
  const { t } = useTranslation('sql');
  const { t: common } = useTranslation('common');
  const isLive = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [asking, setAsking] = useState(false);
  const { name } = source.settings;
  const remove = useMutation(
    trpc.sqlSources.remove.mutationOptions({
      onSuccess: () => show({ tone: 'done', text: (say) => say('sql:removed', { name }) }),
      onError: failed((say) => say('sql:notRemoved', { name }), 'sentence'),
      onSettled: () => void refetchSources(),
    }),
  );
  return (
    <>
      <Button icon="cross" disabled={!isLive || remove.isPending} onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('removeTitle', { name })}
        width="small"
        footer={
          <>
            <Button data-autofocus onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false);
                remove.mutate({ id: source.id });
              }}
            >
              {t('remove')}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2 p-4">
          <p>{t('removeStays')}</p>
          <p className="text-ink-2">{t('removeMark')}</p>
        </div>
      </Dialog>
    </>
  );
}

/** What only an SQL source has: how far it has been read, and what it is set up to do. */
export function SqlPanel({ id }: { readonly id: string }) {
  const { t } = useTranslation('sql');
  const isLive = useIsLive();
  const [editing, setEditing] = useState(false);
  const source = useQuery(trpc.sqlSources.get.queryOptions({ id }, { refetchInterval: REFETCH_MS }));
  if (source.isPending) return <LoadingNotice />;
  if (!source.data) return <ErrorNotice error={source.error} onRetry={() => void source.refetch()} />;
  return (
    <section aria-label={t('reading')} className="flex flex-col gap-3 border-t border-line pt-2">
      <Reading source={source.data} />
      <div className="flex flex-wrap gap-2">
        <Button icon="edit" disabled={!isLive} onClick={() => setEditing(true)}>
          {t('edit')}
        </Button>
        <RemoveButton source={source.data} />
      </div>
      {editing && (
        <SqlDialog source={source.data} onClose={() => setEditing(false)} onKept={() => setEditing(false)} />
      )}
    </section>
  );
}

/** Opens the form for a new source. */
export function AddSqlButton({ onAdded }: { readonly onAdded: (id: string) => void }) {
  const { t } = useTranslation('sql');
  const isLive = useIsLive();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Button variant="quiet" disabled={!isLive} onClick={() => setAdding(true)}>
        {t('new')}
      </Button>
      {adding && (
        <SqlDialog
          source={null}
          onClose={() => setAdding(false)}
          onKept={(id) => {
            setAdding(false);
            onAdded(id);
          }}
        />
      )}
    </>
  );
}
