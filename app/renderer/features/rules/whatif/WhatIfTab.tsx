import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfRules, WhatIfSession } from '../../../../../shared/contract/whatif.ts';
import { rowsKeyOf } from '../../../../../shared/util/rows-key.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Panel } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { AskPart, type Asked } from './AskPart.tsx';
import { CountsView } from './CountsView.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';
import type { Limit } from './limits.ts';
import { MapView } from './MapView.tsx';
import { NothingToAsk, RowsFacts, RowsState } from './RowsPart.tsx';
import { useCounts, type Judging } from './use-counts.ts';
import { useLimits } from './use-limits.ts';
import { useRows } from './use-rows.ts';

interface JudgedProps extends Judging {
  readonly session: WhatIfSession;
  readonly limits: readonly Limit[];
  readonly onJudging: (isJudging: boolean) => void;
}

/** Figures and map of what is tried, both following the sliders. */
function Judged({ session, tried, base, limits, onJudging }: JudgedProps) {
  const judging = useMemo(() => ({ tried, base }), [tried, base]);
  const counts = useCounts(session.id, judging);
  const isRough = counts.counts !== null && !counts.counts.isWhole;
  useEffect(() => onJudging(isRough), [isRough, onJudging]);
  return (
    <div className="grid gap-2 min-[1500px]:h-full min-[1500px]:min-h-0 min-[1500px]:grid-cols-2">
      <CountsView session={session} counts={counts} />
      <MapView session={session} tried={tried} limits={limits} />
    </div>
  );
}

/** The version that judges, where it can be compared on the same rows; else the draft as it is. */
function useFirstBase(id: string, rules: WhatIfRules): 'draft' | number | undefined {
  const versions = useQuery(trpc.rules.desk.versions.queryOptions({ id }));
  const active = versions.data?.items.find(({ state }) => state === 'active')?.version;
  const version = useQuery({
    ...trpc.rules.version.queryOptions({ id, version: active ?? 1 }),
    enabled: active !== undefined,
    staleTime: Infinity,
  });
  if (versions.isPending || (active !== undefined && version.isPending)) return undefined;
  const isSame = version.data !== undefined && rowsKeyOf(version.data.manifest) === rowsKeyOf(rules.manifest);
  return active !== undefined && isSame ? active : 'draft';
}

function Sliders({ rules }: { rules: WhatIfRules }) {
  const { t } = useTranslation('rule-whatif');
  const { id, line, problems } = useDesk();
  const [asked, setAsked] = useState<Asked>({ days: 30, machine: '', base: null });
  const [isJudging, setJudging] = useState(false);
  const { limits, values, tried, fault, move, reset, put, undo } = useLimits(rules);
  const onRequest = rules.manifest.trigger.kind === 'request';
  const rows = useRows(onRequest ? null : rules, asked, isJudging);
  const first = useFirstBase(id, rules);
  const base = asked.base ?? first;
  const { session } = rows;
  const isBroken = problems.some(({ severity }) => severity === 'error');
  return (
    <div className="grid h-full min-h-140 grid-cols-[24rem_minmax(0,1fr)] gap-2">
      <div className="flex min-h-0 flex-col gap-2">
        <Panel title={t('ask')} className="shrink-0">
          <AskPart
            rulesetId={id}
            machines={line?.boundEquipment ?? []}
            asked={{ ...asked, base: base ?? 'draft' }}
            onAsked={setAsked}
          />
          {session?.state === 'ready' && <RowsFacts session={session} onReload={rows.reload} />}
        </Panel>
        <LimitsPanel
          {...{ limits, values, fault, manifest: rules.manifest }}
          inputs={session?.inputs ?? []}
          onValue={move}
          onReset={reset}
          onPut={put}
          onUndo={undo}
        />
      </div>
      <div className="min-h-0 min-w-0 overflow-auto">
        {isBroken ? (
          <NothingToAsk title={t('broken')} text={t('brokenText')} />
        ) : onRequest ? (
          <NothingToAsk title={t('onRequest')} text={t('onRequestText')} />
        ) : session?.state !== 'ready' || base === undefined ? (
          <Panel title={t('verdicts')} className="h-full">
            <RowsState rows={rows} />
          </Panel>
        ) : session.rows === 0 ? (
          <NothingToAsk title={t('noRows')} text={t('noRowsText')} />
        ) : (
          <Judged
            key={session.id}
            {...{ session, tried, limits }}
            base={base === 'draft' ? rules : base}
            onJudging={setJudging}
          />
        )}
      </div>
    </div>
  );
}

/** What the limits of the draft would have meant for the last days: sliders, verdict counts and a map that follow them. */
export default function WhatIfTab() {
  const { t } = useTranslation('rule-whatif');
  const { manifest, draft } = useDesk();
  const { source } = draft.texts;
  const rules = useMemo(() => (manifest === null ? null : { manifest, source }), [manifest, source]);
  if (rules === null) return <NothingToAsk title={t('broken')} text={t('brokenText')} />;
  return <Sliders rules={rules} />;
}
