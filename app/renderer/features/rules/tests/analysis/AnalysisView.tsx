import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import type { Coverage, Mutation, ProposedTest } from '../../../../../../shared/contract/rule-tests.ts';
import { formatPercent } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel } from '../../../../ui/index.ts';
import type { Members } from '../../settings/manifest-form.ts';
import { ProposalRow } from './ProposalRow.tsx';
import { useAnalysis, type Analysis } from './use-analysis.ts';

type Take = (tests: readonly Members[]) => void;

function TakeAll({ proposals, take }: { proposals: readonly ProposedTest[]; take: Take }) {
  const { t } = useTranslation('rule-analysis');
  return (
    <Button
      variant="quiet"
      className="min-h-8"
      disabled={proposals.length === 0}
      onClick={() => take(proposals.map(({ test }) => test))}
    >
      {t('takeAll', { count: proposals.length })}
    </Button>
  );
}

function CoveragePanel({ coverage, take }: { coverage: Coverage; take: Take }) {
  const { t } = useTranslation('rule-analysis');
  const { branches, covered } = coverage;
  const open = branches.filter(({ tests }) => tests.length === 0);
  const proposals = open.map(({ proposal }) => proposal).filter((proposal) => proposal !== null);
  return (
    <Panel
      title={t('coverage', { covered, total: branches.length })}
      bodyClassName="overflow-auto"
      aside={<TakeAll proposals={proposals} take={take} />}
    >
      {open.length === 0 ? (
        <p className="p-3 text-ink-2">{t('allCovered')}</p>
      ) : (
        <ul>
          {open.map(({ line, kind, source, proposal }, index) => (
            <ProposalRow
              key={index}
              line={line}
              what={t(`branch.${kind}`)}
              source={source}
              proposal={proposal}
              take={take}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function BordersPanel({ borders, take }: { borders: readonly ProposedTest[]; take: Take }) {
  const { t } = useTranslation('rule-analysis');
  return (
    <Panel
      title={t('borders', { count: borders.length })}
      bodyClassName="overflow-auto"
      aside={<TakeAll proposals={borders} take={take} />}
    >
      {borders.length === 0 ? (
        <p className="p-3 text-ink-2">{t('allBorders')}</p>
      ) : (
        <ul>
          {borders.map((proposal, index) => (
            <ProposalRow
              key={index}
              line={proposal.line}
              what={`${proposal.input ?? ''} ${t(`why.${proposal.why}`)}`}
              source={proposal.source}
              proposal={proposal}
              take={take}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function MutationResult({ mutation, take }: { mutation: Mutation; take: Take }) {
  const { t } = useTranslation('rule-analysis');
  const { survivors, same, invalid } = mutation;
  return (
    <>
      <p className="border-b border-line px-3 py-2 text-ink-2">
        {t('counted', { noticed: mutation.noticed, total: mutation.noticed + survivors.length })}{' '}
        {t('notCounted', { same: same.length, invalid })}
      </p>
      {survivors.length === 0 ? (
        <p className="p-3 text-ink-2">{t('noSurvivors')}</p>
      ) : (
        <ul>
          {survivors.map(({ line, kind, original, replacement, proposal }, index) => (
            <ProposalRow
              key={index}
              line={line}
              what={t(`change.${kind}`)}
              source={`${original} → ${replacement === '' ? t('removed') : replacement}`}
              proposal={proposal}
              take={take}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function MutationPanel({ run, take }: { run: Analysis; take: Take }) {
  const { t } = useTranslation('rule-analysis');
  const language = useLanguage();
  const { analysis, isMutating, state } = run;
  const mutation = isMutating ? (analysis?.mutation ?? null) : null;
  const isRunning = isMutating && (state === 'running' || state === 'waiting');
  const score = mutation?.score ?? null;
  return (
    <Panel
      title={score === null ? t('mutation') : t('score', { score: formatPercent(score, language) })}
      bodyClassName="overflow-auto"
      aside={
        mutation === null ? null : (
          <TakeAll proposals={mutation.survivors.map(({ proposal }) => proposal)} take={take} />
        )
      }
    >
      {mutation !== null ? (
        <MutationResult mutation={mutation} take={take} />
      ) : isRunning ? (
        <div className="flex flex-col items-center gap-3 p-4">
          <progress
            aria-label={t('progress')}
            className="h-3 w-full accent-action"
            {...(analysis?.total ? { value: analysis.done, max: analysis.total } : {})}
          />
          <p role="status">{t('tried', { done: analysis?.done ?? 0, total: analysis?.total ?? '…' })}</p>
          <Button onClick={run.cancel}>{t('common:cancel')}</Button>
        </div>
      ) : (
        <Notice
          title={hasEnded(run) ? t(state === 'failed' ? 'failed' : 'cancelled') : t('mutationAsk')}
          action={<Start run={run} />}
        >
          {hasEnded(run) && analysis?.why ? textOfReason(analysis.why, language) : t('mutationText')}
        </Notice>
      )}
    </Panel>
  );
}

/** Changes were tried, but not all of them. */
const hasEnded = ({ isMutating, state }: Analysis) =>
  isMutating && (state === 'cancelled' || state === 'failed');

function Start({ run }: { run: Analysis }) {
  const { t } = useTranslation('rule-analysis');
  return <Button onClick={hasEnded(run) ? run.again : run.mutate}>{t('mutate')}</Button>;
}

/** What the test cases show of the script: branches, borders, and small changes that none of them notices; each with a case to take over. */
export function AnalysisView({ take }: { take: Take }) {
  const { t } = useTranslation('rule-analysis');
  const language = useLanguage();
  const run = useAnalysis();
  const { analysis, state } = run;
  // What was found stays while it is looked for anew.
  const [last, setLast] = useState(analysis);
  if (analysis?.coverage && analysis !== last) setLast(analysis);
  const shown = analysis?.coverage ? analysis : last;
  if (state === 'errors') return <Notice title={t('rule-tests:notRun')} />;
  if (run.error !== null) return <ErrorNotice error={run.error} onRetry={run.again} />;
  // Changes that could not all be tried take nothing from what was found before.
  if (state === 'failed' && !shown?.coverage)
    return (
      <Notice title={t('failed')} action={<Button onClick={run.again}>{t('common:retry')}</Button>}>
        {analysis?.why && textOfReason(analysis.why, language)}
      </Notice>
    );
  if (!shown?.coverage) return <LoadingNotice />;
  return (
    <div className="grid min-h-0 grow grid-cols-3 gap-2">
      <CoveragePanel coverage={shown.coverage} take={take} />
      <BordersPanel borders={shown.borders ?? []} take={take} />
      <MutationPanel run={run} take={take} />
    </div>
  );
}
