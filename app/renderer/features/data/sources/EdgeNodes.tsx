import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { EdgeNode } from '../../../../../shared/contract/sources.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import {
  Age,
  ErrorNotice,
  LoadingNotice,
  Notice,
  Panel,
  StateMark,
  Table,
  Td,
  Th,
  Time,
  type MarkKind,
} from '../../../ui/index.ts';

const REFETCH_MS = 2_000;

const MARKS: Record<EdgeNode['status'], MarkKind> = { online: 'normal', awaited: 'stale', offline: 'nodata' };

function Status({ status }: { status: EdgeNode['status'] }) {
  const { t } = useTranslation('sources');
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <StateMark kind={MARKS[status]} size={14} />
      {t(`nodes.status.${status}`)}
    </span>
  );
}

function NodeRow({ node }: { node: EdgeNode }) {
  const { t } = useTranslation('sources');
  const language = useLanguage();
  return (
    <tr>
      <Td className="font-mono text-sm wrap-anywhere">
        {node.group}/{node.node}
      </Td>
      <Td>
        <Status status={node.status} />
      </Td>
      <Td numeric>{node.since === null ? t('nodes.beforeStart') : <Age at={node.since} />}</Td>
      <Td numeric>{node.bdSeq ?? '–'}</Td>
      <Td numeric className={node.missing > 0 ? 'font-bold' : 'text-ink-2'}>
        {formatNumber(node.missing, language, 15)}
      </Td>
      <Td numeric>{formatNumber(node.metrics, language, 15)}</Td>
      <Td>
        {node.devices.length === 0
          ? '–'
          : node.devices.map((device) => (
              <span key={device.name} className="mr-3 inline-flex items-center gap-1">
                <span className="font-mono text-sm">{device.name}</span> <Status status={device.status} />
              </span>
            ))}
      </Td>
      <Td>
        {node.asked === null ? (
          '–'
        ) : (
          <>
            {t('nodes.askedTimes', { count: node.asked.count })}, <Time at={node.asked.at} />:{' '}
            {textOfReason(node.asked.said, language)}
          </>
        )}
      </Td>
    </tr>
  );
}

/** Sparkplug edge nodes: online, since when, and which births the station asked for, and why. */
export function EdgeNodes() {
  const { t } = useTranslation('sources');
  const nodes = useQuery(trpc.sources.edgeNodes.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  const content = () => {
    if (nodes.isPending) return <LoadingNotice />;
    if (!nodes.data) return <ErrorNotice error={nodes.error} onRetry={() => void nodes.refetch()} />;
    if (nodes.data.items.length === 0) return <Notice title={t('nodes.none')} />;
    return (
      <Table>
        <thead>
          <tr>
            <Th>{t('nodes.node')}</Th>
            <Th>{t('state')}</Th>
            <Th numeric>{t('since')}</Th>
            <Th numeric>bdSeq</Th>
            <Th numeric>{t('nodes.missing')}</Th>
            <Th numeric>{t('nodes.metrics')}</Th>
            <Th>{t('nodes.devices')}</Th>
            <Th>{t('nodes.asked')}</Th>
          </tr>
        </thead>
        <tbody>
          {nodes.data.items.map((node) => (
            <NodeRow key={`${node.group}/${node.node}`} node={node} />
          ))}
        </tbody>
      </Table>
    );
  };
  return (
    <Panel title={t('nodes.title')} bodyClassName="overflow-auto">
      {content()}
    </Panel>
  );
}
