import { useTranslation } from 'react-i18next';
import type { Topic } from '../../../../shared/contract/data-hub.ts';
import { formatNumber } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc, trpcClient, useKeysetPages } from '../../lib/trpc/index.ts';
import { COUNTERS, UNWANTED_COUNTERS } from '../../lib/status/counters.ts';
import {
  Age,
  Button,
  classNames,
  ErrorNotice,
  LoadingNotice,
  Notice,
  Table,
  Td,
  Th,
} from '../../ui/index.ts';

const REFETCH_MS = 3_000;

function TopicRow({ topic }: { topic: Topic }) {
  const language = useLanguage();
  return (
    <tr className="hover:bg-raised">
      <Td className="font-mono text-sm wrap-anywhere">{topic.topic}</Td>
      {COUNTERS.map((name) => (
        <Td
          key={name}
          numeric
          className={classNames(
            UNWANTED_COUNTERS.has(name) && topic.counters[name] > 0 ? 'font-bold' : 'text-ink-2',
          )}
        >
          {formatNumber(topic.counters[name], language, 15)}
        </Td>
      ))}
      <Td numeric>
        <Age at={topic.lastReceivedAt} />
      </Td>
    </tr>
  );
}

/** Counters of every topic a value has come from. */
export function TopicsTable() {
  const { t } = useTranslation('health');
  const topics = useKeysetPages({
    queryKey: trpc.dataHub.topics.queryKey(),
    fetch: (cursor) => trpcClient.dataHub.topics.query({ limit: 200, ...(cursor ? { cursor } : {}) }),
    refetchInterval: REFETCH_MS,
  });
  if (topics.isPending) return <LoadingNotice />;
  if (!topics.items) return <ErrorNotice error={topics.error} onRetry={() => void topics.refetch()} />;
  const { items } = topics;
  if (items.length === 0) return <Notice mark="nodata" title={t('topics.empty')} />;
  return (
    <div className="h-full overflow-auto" tabIndex={0} role="group" aria-label={t('data.topics')}>
      <Table>
        <thead>
          <tr>
            <Th>{t('topics.topic')}</Th>
            {COUNTERS.map((name) => (
              <Th key={name} numeric title={t(`common:counterHelp.${name}`)}>
                {t(`common:counter.${name}`)}
              </Th>
            ))}
            <Th numeric>{t('topics.last')}</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((topic) => (
            <TopicRow key={topic.topic} topic={topic} />
          ))}
        </tbody>
      </Table>
      {topics.hasNextPage && (
        <div className="p-2 text-center">
          <Button onClick={() => void topics.fetchNextPage()} disabled={topics.isFetchingNextPage}>
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  );
}
