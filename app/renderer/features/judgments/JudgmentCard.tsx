import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { useWayBack } from '../../charts/judgments/way-back.ts';
import { trendsHref } from '../../charts/trends-link.ts';
import { splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesetVersion } from '../../lib/rules/use-rules.ts';
import { markOfJudgment } from '../../lib/status/freshness.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { Age, Button, ErrorNotice, IconButton, LoadingNotice, StateMark, Time } from '../../ui/index.ts';
import { CardFacts } from './CardFacts.tsx';
import { CardOutputs } from './CardOutputs.tsx';
import { CardSection } from './CardSection.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';
import { FeedbackPanel } from './FeedbackPanel.tsx';
import { RuleTrace } from './RuleTrace.tsx';

/** Shown before and after the judgment when its inputs are opened in Trends, milliseconds. */
const AROUND_MS = 10 * 60_000;

function CardHeader({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const back = useWayBack((state) => state.from);
  const language = useLanguage();
  const version = useRulesetVersion(judgment.ruleset.id, judgment.ruleset.version);
  const equipment = judgment.context?.equipment;
  const mark = markOfJudgment(judgment);
  const at = Date.parse(judgment.at);
  const tags = judgment.evidence.flatMap(({ tag }) => (tag === undefined ? [] : [{ path: tag }]));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <StateMark kind={mark} severity={judgment.severity} size={36} />
      <div className="min-w-0">
        <p className="text-xl leading-tight font-semibold">{judgment.verdict}</p>
        <p>
          {mark === 'hold'
            ? t('card.holdSeverity', { severity: t(`common:state.${judgment.severity}`) })
            : t(`common:state.${mark}`)}
        </p>
      </div>
      <div className="min-w-0 grow">
        <p className="truncate">{version ? textIn(version.manifest.name, language) : judgment.ruleset.id}</p>
        <p className="text-ink-2">
          <Time at={judgment.at} full /> (<Age at={judgment.at} ago />)
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {equipment && (
          <Button asChild>
            <Link to={`/machine/${equipment}`}>{splitEquipment(equipment).equipment}</Link>
          </Button>
        )}
        {back?.judgmentId === judgment.id && (
          <Button asChild>
            <Link to={back.href}>{t('card.backToTrends')}</Link>
          </Button>
        )}
        <Button asChild>
          <Link to={`/rules/${judgment.ruleset.id}/replay/${judgment.id}`}>{t('card.replay')}</Link>
        </Button>
        <Button asChild>
          <Link to={`/rules/${judgment.ruleset.id}/tests?judgment=${judgment.id}`}>{t('card.makeTest')}</Link>
        </Button>
        {tags.length > 0 && (
          <Button asChild>
            <Link
              to={trendsHref({
                charts: [tags],
                spanSeconds: (2 * AROUND_MS) / 1000,
                fixed: { from: at - AROUND_MS, to: at + AROUND_MS },
              })}
            >
              {t('card.trend')}
            </Link>
          </Button>
        )}
      </div>
    </div>
  );
}

function Reasons({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  return (
    <ul className="space-y-1">
      {judgment.holdCause && (
        <li className="font-semibold">
          {t('card.holdBecause', { cause: t(`common:holdCause.${judgment.holdCause}`) })}
        </li>
      )}
      {judgment.reasons.map((reason, index) => (
        <li key={index}>{textIn(reason, language)}</li>
      ))}
      {!judgment.holdCause && judgment.reasons.length === 0 && (
        <li className="text-ink-3">{t('card.noReason')}</li>
      )}
    </ul>
  );
}

interface JudgmentCardProps {
  readonly id: string;
  readonly known: Judgment | undefined;
  readonly onClose: () => void;
  readonly onMove: (step: number) => void;
}

/** Everything about one judgment: what, why, from what, by which version, and what people think of it. */
export function JudgmentCard({ id, known, onClose, onMove }: JudgmentCardProps) {
  const { t } = useTranslation('judgments');
  const query = useQuery(trpc.judgment.get.queryOptions({ id }));
  const judgment: Judgment | undefined = query.data ?? known;
  return (
    <article aria-label={t('card.label')} className="flex min-h-0 flex-col border border-line bg-panel">
      <header className="flex min-h-10 shrink-0 items-center border-b border-line bg-sunken pl-3">
        <h2 className="grow font-semibold">{t('card.label')}</h2>
        <IconButton icon="up" label={t('card.newer')} keys="K" onClick={() => onMove(-1)} />
        <IconButton
          icon="up"
          className="rotate-180"
          label={t('card.older')}
          keys="J"
          onClick={() => onMove(1)}
        />
        <IconButton icon="close" label={t('common:close')} onClick={onClose} />
      </header>
      {/* Another judgment begins anew, from the top; the buttons above keep the focus. */}
      <div
        key={id}
        className="min-h-0 grow overflow-y-auto"
        tabIndex={0}
        role="group"
        aria-label={t('card.content')}
      >
        {!judgment && query.isPending && <LoadingNotice />}
        {!judgment && query.isError && (
          <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
        )}
        {judgment && (
          <>
            <CardHeader judgment={judgment} />
            <CardSection title={t('card.reasons')}>
              <Reasons judgment={judgment} />
            </CardSection>
            {judgment.outputs !== undefined && (
              <CardSection title={t('card.outputs')}>
                <CardOutputs judgment={judgment} />
              </CardSection>
            )}
            <CardSection title={t('feedback.title')}>
              <FeedbackPanel judgment={judgment} />
            </CardSection>
            <CardSection title={t('card.trace')}>
              <RuleTrace judgment={judgment} />
            </CardSection>
            <CardSection title={t('card.inputs')}>
              <EvidenceTable judgment={judgment} />
            </CardSection>
            <CardSection title={t('card.facts')}>
              <CardFacts judgment={judgment} />
            </CardSection>
          </>
        )}
      </div>
    </article>
  );
}
