import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup, BackupsState } from '../../../../../shared/contract/backups.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { formatDateTime } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  LoadingNotice,
  Notice,
  Properties,
  StateMark,
  useToasts,
  useFailed,
} from '../../../ui/index.ts';
import { BackupsTable } from './BackupsTable.tsx';
import { RemoveBackupDialog } from './RemoveBackupDialog.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';

/** While one is made its progress is asked for; else the live event is enough. */
const PROGRESS_EVERY_MS = 500;

/** What the station can go back to, and the way back. */
export function BackupsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('backups');
  const [asked, setAsked] = useState<{ what: 'restore' | 'remove'; backup: Backup } | null>(null);
  const live = useIsLive();
  const failed = useFailed();
  const state = useQuery(
    trpc.backups.state.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data?.running ? PROGRESS_EVERY_MS : false),
    }),
  );
  const create = useMutation(
    trpc.backups.create.mutationOptions({
      onSuccess: () => void state.refetch(),
      onError: failed((say) => say('backups:failed.create')),
    }),
  );
  const isBusy = state.data === undefined || state.data.running !== null || create.isPending;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('description')}
      width="large"
      footer={
        <>
          <Button disabled={!live || isBusy} variant="primary" onClick={() => create.mutate()}>
            {t('create')}
          </Button>
          <Button onClick={onClose}>{t('common:close')}</Button>
        </>
      }
    >
      {state.isPending ? (
        <LoadingNotice />
      ) : state.data === undefined ? (
        <ErrorNotice error={state.error} onRetry={() => void state.refetch()} />
      ) : (
        <Backups
          state={state.data}
          disabled={!live || state.data.running !== null}
          onRestore={(backup) => setAsked({ what: 'restore', backup })}
          onRemove={(backup) => setAsked({ what: 'remove', backup })}
        />
      )}
      {asked?.what === 'restore' && (
        <RestoreDialog backup={asked.backup} onClose={() => setAsked(null)} onDone={onClose} />
      )}
      {asked?.what === 'remove' && (
        <RemoveBackupDialog backup={asked.backup} onClose={() => setAsked(null)} />
      )}
    </Dialog>
  );
}

interface BackupsProps {
  readonly state: BackupsState;
  readonly disabled: boolean;
  readonly onRestore: (backup: Backup) => void;
  readonly onRemove: (backup: Backup) => void;
}

function Backups({ state, disabled, onRestore, onRemove }: BackupsProps) {
  const { t } = useTranslation('backups');
  const language = useLanguage();
  const { folder, items, running, lastFailure, nextAt } = state;
  return (
    <div className="flex flex-col gap-3 p-4">
      <Properties
        items={[
          [
            t('folder'),
            <code key="folder" className="font-mono text-sm wrap-anywhere">
              {folder}
            </code>,
          ],
          [t('next'), nextAt === null ? t('noneScheduled') : formatDateTime(nextAt)],
        ]}
      />
      {lastFailure !== null && (
        <p className="flex items-center gap-2 border border-l-8 border-line border-l-medium bg-raised px-3 py-2">
          <StateMark kind="medium" />
          {t('lastFailed', {
            at: formatDateTime(lastFailure.at),
            reason: textOfReason(lastFailure.reason, language),
          })}
        </p>
      )}
      {running !== null && <Running share={running.share} />}
      {items.length === 0 && running === null ? (
        <Notice title={t('empty')}>{t('emptyHint')}</Notice>
      ) : (
        <BackupsTable items={items} disabled={disabled} onRestore={onRestore} onRemove={onRemove} />
      )}
    </div>
  );
}

function Running({ share }: { share: number }) {
  const { t } = useTranslation('backups');
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const cancel = useMutation(
    trpc.backups.cancel.mutationOptions({
      onSuccess: () => show({ tone: 'done', text: (say) => say('backups:cancelled') }),
      onError: failed((say) => say('backups:failed.create')),
    }),
  );
  return (
    <div className="flex items-center gap-3 border border-line bg-raised px-3 py-2">
      <span>{t('running')}</span>
      <progress aria-label={t('share')} value={share} max={1} className="h-3 grow accent-action" />
      <span role="status" className="w-14 text-right">
        {t('percent', { percent: Math.floor(share * 100) })}
      </span>
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('cancel')}
      </Button>
    </div>
  );
}
