import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesetVersionLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel } from '../../../ui/index.ts';
import { SaveVersionDialog } from '../dialogs/SaveVersionDialog.tsx';
import type { KeptDraft } from '../draft/keeper.ts';
import { useDesk } from '../use-desk.ts';
import { ActivateDialog } from './ActivateDialog.tsx';
import { ActivationList } from './ActivationList.tsx';
import { AsideList } from './AsideList.tsx';
import { RetireDialog } from './RetireDialog.tsx';
import { VersionCompare, type CompareKind } from './VersionCompare.tsx';
import { VersionTable } from './VersionTable.tsx';

/** A version by its number, or the draft. */
export type Side = number | 'draft';

type Asked = { readonly what: 'activate'; readonly version: number } | { readonly what: 'retire' } | null;

/** What one wants to see first: what the draft changes, else what the newest version changed. */
function usualSides(
  items: readonly RulesetVersionLine[],
  { baseVersion, isChanged }: KeptDraft,
): readonly [Side, Side] {
  const [newest, before] = items;
  if (!isChanged && newest !== undefined && before !== undefined) return [before.version, newest.version];
  return [baseVersion ?? newest?.version ?? 'draft', 'draft'];
}

/** Nothing to compare and nothing that could judge yet: what a version is, and the way to the first. */
function NoVersions() {
  const { t } = useTranslation('rule-versions');
  const live = useIsLive();
  const desk = useDesk();
  const [isAsked, setAsked] = useState(false);
  const hasErrors = desk.draft.problems.some(({ severity }) => severity === 'error');
  return (
    <div className="flex h-full min-h-60 flex-col gap-2">
      <Panel title={t('versions')} className="min-h-0 grow">
        <Notice
          title={t('none')}
          action={
            <Button variant="primary" disabled={!live || hasErrors} onClick={() => setAsked(true)}>
              {t('rules:saveVersion.open')}
            </Button>
          }
        >
          <p>{t('noneText')}</p>
          {hasErrors && <p className="mt-2 font-medium text-ink">{t('noneErrors')}</p>}
        </Notice>
      </Panel>
      <AsideList />
      {isAsked && <SaveVersionDialog desk={desk} onClose={() => setAsked(false)} />}
    </div>
  );
}

/** Versions of the ruleset, newest first; any two compared; which one judges here, and who decided so. */
export default function VersionsTab() {
  const { t } = useTranslation('rule-versions');
  const desk = useDesk();
  const { id, draft, line } = desk;
  const versions = useQuery(trpc.rules.desk.versions.queryOptions({ id }));
  const [asked, setAsked] = useState<Asked>(null);
  const [view, setView] = useState<CompareKind>('text');
  const [sides, setSides] = useState<readonly [Side, Side] | null>(null);
  if (versions.isPending) return <LoadingNotice />;
  if (versions.error) return <ErrorNotice error={versions.error} onRetry={() => void versions.refetch()} />;
  const { items } = versions.data;
  if (items.length === 0) return <NoVersions />;
  const active = items.find(({ state }) => state === 'active')?.version ?? null;
  const [left, right] = sides ?? usualSides(items, draft);
  return (
    <div className="grid h-full min-h-120 grid-cols-[minmax(38rem,5fr)_minmax(0,6fr)] gap-2">
      <div className="flex min-h-0 flex-col gap-2">
        <Panel
          title={t('versions')}
          className="min-h-48 grow-3 basis-0"
          bodyClassName="overflow-auto"
          aside={
            active !== null && (
              <Button variant="quiet" className="min-h-8" onClick={() => setAsked({ what: 'retire' })}>
                {t('retire.open')}
              </Button>
            )
          }
        >
          <VersionTable
            items={items}
            sides={[left, right]}
            onSides={setSides}
            onActivate={(version) => setAsked({ what: 'activate', version })}
          />
        </Panel>
        <Panel title={t('history')} className="min-h-32 grow-2 basis-0" bodyClassName="overflow-auto">
          <ActivationList active={active} />
        </Panel>
        <AsideList />
      </div>
      <Panel title={t('compare')} className="min-h-0" bodyClassName="min-h-0 p-2 flex flex-col">
        <VersionCompare
          versions={items}
          sides={[left, right]}
          onSides={setSides}
          view={view}
          onView={setView}
        />
      </Panel>
      {asked?.what === 'activate' && (
        <ActivateDialog
          id={id}
          version={asked.version}
          active={active}
          machines={line?.boundEquipment ?? []}
          onClose={() => setAsked(null)}
          onCompare={(from) => {
            setAsked(null);
            setSides([from, asked.version]);
            setView('meaning');
          }}
        />
      )}
      {asked?.what === 'retire' && active !== null && (
        <RetireDialog
          id={id}
          active={active}
          machines={line?.boundEquipment ?? []}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
