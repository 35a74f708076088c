import { useTranslation } from 'react-i18next';
import type { SourceChange } from '../../../../../shared/contract/sources.ts';
import { trpc, trpcClient, useKeysetPages } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel, Table, Td, Th, Time } from '../../../ui/index.ts';

const REFETCH_MS = 5_000;

/** What stands only for programs. */
const HIDDEN = new Set(['import']);

function detailOf({ detail }: SourceChange, nameOf: (name: string) => string): string {
  return Object.entries(detail)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${nameOf(name)}: ${value === null ? '–' : String(value)}`)
    .join(', ');
}

/** Who did what to a source, newest first. Kept for ever, changed by nobody. */
export function ChangeList({ source }: { source: string }) {
  const { t } = useTranslation('sources');
  const list = useKeysetPages({
    queryKey: trpc.sources.changes.queryKey({ id: source }),
    fetch: (cursor) =>
      trpcClient.sources.changes.query({ id: source, limit: 20, ...(cursor ? { cursor } : {}) }),
    refetchInterval: REFETCH_MS,
  });
  const content = () => {
    if (list.isPending) return <LoadingNotice />;
    if (!list.items) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
    if (list.items.length === 0) return <Notice title={t('changes.none')} />;
    return (
      <Table>
        <thead>
          <tr>
            <Th>{t('changes.at')}</Th>
            <Th>{t('changes.by')}</Th>
            <Th>{t('changes.what')}</Th>
          </tr>
        </thead>
        <tbody>
          {list.items.map((change) => (
            <tr key={change.id}>
              <Td>
                <Time at={change.at} full />
              </Td>
              <Td>{change.by}</Td>
              <Td>
                {t(`action.${change.action}`)}
                <span className="block text-sm wrap-anywhere text-ink-2">
                  {detailOf(change, (name) => t(`detail.${name}`, { defaultValue: name }))}
                </span>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    );
  };
  return (
    <Panel title={t('changes.title')} className="max-h-120" bodyClassName="overflow-auto">
      {content()}
      {list.hasNextPage && (
        <div className="p-2 text-center">
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
