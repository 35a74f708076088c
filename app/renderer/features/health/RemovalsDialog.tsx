import { useTranslation } from 'react-i18next';
import type { HistoryRemoval } from '../../../../shared/contract/data-hub.ts';
import { formatBytes, formatNumber } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc, trpcClient, useKeysetPages } from '../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice, LoadingNotice, Notice, Table, Td, Th, Time } from '../../ui/index.ts';

const REFETCH_MS = 10_000;

/** The record of what went out of the history: when, by whose wish, of which time, how much. */
export function RemovalsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('health');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('removals.title')}
      description={t('removals.description')}
      width="large"
    >
      <Removals />
    </Dialog>
  );
}

function Removals() {
  const { t } = useTranslation('health');
  const removals = useKeysetPages({
    queryKey: trpc.dataHub.removals.queryKey(),
    fetch: (cursor) => trpcClient.dataHub.removals.query({ limit: 100, ...(cursor ? { cursor } : {}) }),
    refetchInterval: REFETCH_MS,
  });
  if (removals.isPending) return <LoadingNotice />;
  if (!removals.items) return <ErrorNotice error={removals.error} onRetry={() => void removals.refetch()} />;
  if (removals.items.length === 0) return <Notice title={t('removals.none')} />;
  return (
    <div className="p-4">
      <Table>
        <thead>
          <tr>
            <Th>{t('removals.at')}</Th>
            <Th>{t('removals.cause')}</Th>
            <Th>{t('removals.time')}</Th>
            <Th numeric>{t('removals.samples')}</Th>
            <Th numeric>{t('removals.size')}</Th>
          </tr>
        </thead>
        <tbody>
          {removals.items.map((removal) => (
            <RemovalRow key={`${removal.at} ${removal.policy}`} removal={removal} />
          ))}
        </tbody>
      </Table>
      {removals.hasNextPage && (
        <div className="p-2 text-center">
          <Button onClick={() => void removals.fetchNextPage()} disabled={removals.isFetchingNextPage}>
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  );
}

function RemovalRow({ removal: { at, cause, from, to, samples, bytes } }: { removal: HistoryRemoval }) {
  const { t } = useTranslation('health');
  const language = useLanguage();
  return (
    <tr>
      <Td className="whitespace-nowrap">
        <Time at={at} full />
      </Td>
      <Td>{t(`removals.by.${cause.kind}`, { ...cause, count: 'days' in cause ? cause.days : 0 })}</Td>
      <Td>
        <Time at={from} full /> – <Time at={to} full />
      </Td>
      <Td numeric>{formatNumber(samples, language, 15)}</Td>
      <Td numeric>{formatBytes(bytes, language)}</Td>
    </tr>
  );
}
