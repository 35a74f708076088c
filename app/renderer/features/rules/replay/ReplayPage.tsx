import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { Replay } from '../../../../../shared/contract/replay.ts';
import { formatUnit, formatValue, textIn } from '../../../lib/format/format.ts';
import { useTitle } from '../../../lib/hooks/use-title.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { useRulesetVersion } from '../../../lib/rules/use-rules.ts';
import { errorCodeOf, trpc } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel, Time } from '../../../ui/index.ts';
import type { EditorPlace } from '../editor/types.ts';
import { rulePath } from '../rule-path.ts';
import { traceMarks, withFault } from './trace-marks.ts';
import { TraceSteps } from './TraceSteps.tsx';

const RuleEditor = lazy(() => import('../editor/RuleEditor.tsx'));

const NO_PROBLEMS: readonly never[] = [];
const nothing = () => undefined;

function Outcome({ replay }: { replay: Replay }) {
  const { t } = useTranslation('rule-replay');
  const language = useLanguage();
  const { outcome, why, differences, replayed } = replay;
  return (
    <div role="status" className="border-b border-line px-3 py-2">
      <p className="text-lg font-semibold">{t(`outcome.${outcome}`)}</p>
      {why && <p>{textIn(why, language)}</p>}
      {(replayed?.reasons ?? []).map((reason, index) => (
        <p key={index}>{textIn(reason, language)}</p>
      ))}
      {differences.length > 0 && (
        <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 font-mono text-sm">
          {differences.map(({ field, stored, replayed: now }) => (
            <div key={field} className="contents">
              <dt>{field}</dt>
              <dd className="break-all">
                {stored || t('none')} → <b>{now || t('none')}</b>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** Where one looks first: the line that ended in an error, else the last condition that held. */
function decidedAt({ fault, judgment }: Replay): EditorPlace | null {
  const line = fault?.line ?? judgment.trace.findLast(({ fired }) => fired)?.line;
  return line === undefined ? null : { line };
}

function ReplayView({ replay }: { replay: Replay }) {
  const { t } = useTranslation('rule-replay');
  const language = useLanguage();
  const { judgment, source } = replay;
  const { id, version } = judgment.ruleset;
  const manifest = useRulesetVersion(id, version)?.manifest;
  const [place, setPlace] = useState(() => decidedAt(replay));
  const marks = useMemo(() => {
    const unitOf = (name: string) =>
      formatUnit(manifest?.inputs.find((input) => input.name === name.replace(/^input\./, ''))?.unit);
    const marksOfRules = traceMarks(
      { ...replay, trace: replay.judgment.trace },
      {
        held: () => t('held'),
        notHeld: () => t('notHeld'),
        notLookedAt: () => t('notLookedAt'),
        value: (value, name) => `${formatValue(value, language)} ${unitOf(name)}`.trim(),
      },
    );
    const { fault } = replay;
    return withFault(marksOfRules, fault && { line: fault.line, text: textOfReason(fault.reason, language) });
  }, [replay, manifest, language, t]);
  return (
    <div className="flex h-full min-h-100 flex-col gap-2 p-2">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold">{t('title', { verdict: judgment.verdict, id, version })}</h1>
        <Time at={judgment.at} full />
        <span className="grow" />
        <Button asChild>
          <Link to={`/judgments?id=${judgment.id}`}>{t('toJudgment')}</Link>
        </Button>
        <Button asChild>
          <Link to={`${rulePath(id, 'tests')}?judgment=${judgment.id}`}>{t('makeTest')}</Link>
        </Button>
      </header>
      <div className="grid min-h-0 grow grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)] gap-2">
        {source === null ? (
          <Notice title={t('outcome.incomplete')} />
        ) : (
          <Suspense fallback={<LoadingNotice />}>
            <RuleEditor
              readOnly
              label={t('scriptOf', { id, version })}
              value={source}
              onChange={nothing}
              problems={NO_PROBLEMS}
              inputs={manifest?.inputs ?? NO_PROBLEMS}
              parameters={manifest?.parameters ?? {}}
              verdicts={manifest?.verdicts ?? {}}
              marks={marks}
              shownLine={place?.line ?? null}
            />
          </Suspense>
        )}
        <Panel title={t('trace')} bodyClassName="overflow-auto">
          <Outcome replay={replay} />
          <TraceSteps replay={replay} onChoose={(line) => setPlace({ line })} />
        </Panel>
      </div>
    </div>
  );
}

/** A judgment that is not there, as in an address that was cut short: the ways on. */
function NoJudgment({ id }: { id: string }) {
  const { t } = useTranslation('rule-replay');
  return (
    <Notice
      title={t('common:error.JUDGMENT_NOT_FOUND')}
      action={
        <div className="flex gap-2">
          <Button asChild>
            <Link to="/judgments">{t('toJudgments')}</Link>
          </Button>
          <Button asChild>
            <Link to={rulePath(id)}>{t('toRuleset', { id })}</Link>
          </Button>
        </div>
      }
    >
      {t('noJudgment')}
    </Notice>
  );
}

/** A judgment made again: its trace beside the script of its version, line by line. */
export default function ReplayPage() {
  const { t } = useTranslation('rule-replay');
  const { id = '', judgmentId = '' } = useParams();
  useTitle(t('page'));
  const query = useQuery(trpc.judgment.replay.queryOptions({ id: judgmentId }, { staleTime: Infinity }));
  if (query.data) return <ReplayView key={judgmentId} replay={query.data} />;
  if (query.isError && errorCodeOf(query.error) === 'JUDGMENT_NOT_FOUND') return <NoJudgment id={id} />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <LoadingNotice />;
}
