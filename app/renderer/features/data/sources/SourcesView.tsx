import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BrokerState } from '../../../../../shared/contract/data-hub.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { COUNTERS, UNWANTED_COUNTERS } from '../../../lib/status/counters.ts';
import { useLastKnown } from '../../../lib/status/use-last-known.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import {
  Age,
  ErrorNotice,
  LoadingNotice,
  Panel,
  StateMark,
  Table,
  Td,
  Th,
  type MarkKind,
} from '../../../ui/index.ts';

const REFETCH_MS = 2_000;

const MARKS: Record<BrokerState['state'], MarkKind> = {
  connected: 'normal',
  connecting: 'stale',
  reconnecting: 'away',
  refused: 'critical',
  paused: 'unjudged',
  closed: 'unjudged',
};

/** Where values come from: state, counters and last error of each source. */
export default function SourcesView() {
  const { t } = useTranslation('sources');
  const language = useLanguage();
  const known = useLastKnown();
  const health = useQuery(trpc.health.get.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  if (health.isPending) return <LoadingNotice />;
  if (!health.data) return <ErrorNotice error={health.error} onRetry={() => void health.refetch()} />;
  const { broker, counters } = health.data;
  return (
    <Panel title={t('title')} bodyClassName="overflow-auto">
      <Table>
        <thead>
          <tr>
            <Th>{t('source')}</Th>
            <Th>{t('state')}</Th>
            <Th numeric>{t('since')}</Th>
            {COUNTERS.map((name) => (
              <Th key={name} numeric title={t(`common:counterHelp.${name}`)}>
                {t(`common:counter.${name}`)}
              </Th>
            ))}
            <Th>{t('lastError')}</Th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Td>
              <span className="font-medium">{t(broker.embedded ? 'kind.embedded' : 'kind.broker')}</span>
              <span className="block font-mono text-sm break-all text-ink-2">{broker.url}</span>
            </Td>
            <Td className="whitespace-nowrap">
              <span className="inline-flex items-center gap-2">
                <StateMark kind={known.mark(MARKS[broker.state])} />
                {known.text(t(`app:brokerState.${broker.state}`))}
              </span>
            </Td>
            <Td numeric>
              <Age at={broker.since} />
            </Td>
            {COUNTERS.map((name) => (
              <Td
                key={name}
                numeric
                className={UNWANTED_COUNTERS.has(name) && counters[name] > 0 ? 'font-bold' : 'text-ink-2'}
              >
                {formatNumber(counters[name], language, 15)}
              </Td>
            ))}
            <Td>{broker.lastError ?? '–'}</Td>
          </tr>
        </tbody>
      </Table>
    </Panel>
  );
}
