import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { formatUnit } from '../../lib/format/format.ts';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice } from '../../ui/index.ts';
import { CurrentJudgments } from './CurrentJudgments.tsx';
import { LastJudgments } from './LastJudgments.tsx';
import { MachineHeader } from './MachineHeader.tsx';
import { MachineTrend } from './MachineTrend.tsx';
import { firstPens, togglePen } from './pens.ts';
import { TagTable } from './TagTable.tsx';

const VALUES_EVERY_MS = 1_000;
const STATE_EVERY_MS = 2_000;
const MOST_TAGS = 500;

function Machine({ machine }: { machine: EquipmentState }) {
  const tags = useQuery(
    trpc.dataHub.tags.queryOptions(
      { equipment: machine.path, limit: MOST_TAGS },
      { refetchInterval: VALUES_EVERY_MS },
    ),
  );
  const manifests = useManifests();
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const items = tags.data?.items ?? [];
  const units = new Map(items.map(({ path, unit }) => [path, unit]));
  const pens = chosen ?? firstPens(items, (path) => inputsOfTag(path, manifests).length > 0);
  return (
    <div className="grid min-h-0 grow grid-cols-1 gap-2 lg:grid-cols-[minmax(0,11fr)_minmax(0,9fr)] lg:grid-rows-[minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col gap-2">
        {tags.isPending && <LoadingNotice />}
        {tags.isError && !tags.data && <ErrorNotice error={tags.error} onRetry={() => void tags.refetch()} />}
        {tags.data && (
          <TagTable
            tags={items}
            manifests={manifests}
            truncated={tags.data.nextCursor !== undefined}
            pens={pens}
            onToggle={(path) => setChosen(togglePen(pens, path))}
            isRecorded={machine.isRecorded}
          />
        )}
        <CurrentJudgments machine={machine} />
      </div>
      <div className="flex min-h-0 flex-col gap-2">
        <MachineTrend
          machine={machine}
          pens={pens.map((path) => ({
            path,
            unit: formatUnit(unitOfTag(inputsOfTag(path, manifests), units.get(path))),
          }))}
        />
        <LastJudgments className="min-h-44 grow basis-44" limit={40} equipment={machine.path} />
      </div>
    </div>
  );
}

/** Level 2: one machine, its tags, trend and judgments. */
export default function MachinePage() {
  const { t } = useTranslation('overview');
  const { site = '', area = '', line = '', equipment = '' } = useParams();
  const path = [site, area, line, equipment].join('/');
  useTitle(equipment);
  const overview = useQuery(
    trpc.judgment.overview.queryOptions(undefined, { refetchInterval: STATE_EVERY_MS }),
  );
  if (overview.isPending) return <LoadingNotice />;
  if (!overview.data) return <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />;
  const machine = overview.data.equipment.find((entry) => entry.path === path);
  return (
    <div className="flex h-full min-h-120 flex-col gap-2 p-2">
      <MachineHeader path={path} machine={machine} />
      {machine ? (
        <Machine key={path} machine={machine} />
      ) : (
        <Notice mark="nodata" title={t('machine.unknown')}>
          {t('machine.unknownText', { path })}
        </Notice>
      )}
    </div>
  );
}
