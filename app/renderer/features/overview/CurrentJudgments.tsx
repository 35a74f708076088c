import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { markOfJudgment } from '../../lib/status/freshness.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { Age, classNames, Notice, Panel, StateMark } from '../../ui/index.ts';

type Current = EquipmentState['judgments'][number];

/** Why it is abnormal, in the words of the rule; the judgment before stays until the next one has come. */
function Reason({ judgmentId }: { judgmentId: string }) {
  const language = useLanguage();
  const { data } = useQuery(
    trpc.judgment.get.queryOptions({ id: judgmentId }, { placeholderData: (previous) => previous }),
  );
  const text = data?.reasons.map((reason) => textIn(reason, language)).join(' · ');
  return <p className="col-start-2 col-end-5 min-h-5 text-ink-2">{text}</p>;
}

function Row({ judgment }: { judgment: Current }) {
  const { t } = useTranslation('common');
  const language = useLanguage();
  const known = useLastKnown();
  const mark = markOfJudgment(judgment);
  const normal = mark === 'normal';
  return (
    <li>
      <Link
        to={`/judgments?id=${judgment.judgmentId}`}
        className="grid min-h-(--row) grid-cols-[20px_minmax(0,1fr)_minmax(0,1fr)_96px] items-center gap-x-2 border-b border-line px-3 py-1 hover:bg-raised"
      >
        <StateMark kind={known.mark(mark)} severity={judgment.severity} label />
        <span className="truncate">{textIn(judgment.rulesetName, language)}</span>
        <span className={classNames('truncate', normal ? 'text-ink-3' : 'font-semibold')}>
          {judgment.verdict}
          {judgment.holdCause && ` · ${t(`holdCause.${judgment.holdCause}`)}`}
        </span>
        <span className="text-right">
          <Age at={judgment.at} ago />
        </span>
        {!normal && <Reason judgmentId={judgment.judgmentId} />}
      </Link>
    </li>
  );
}

/** Where the machine stands now: the latest judgment of each ruleset, with the reason where it is not normal. */
export function CurrentJudgments({ machine }: { machine: EquipmentState }) {
  const { t } = useTranslation('overview');
  return (
    <Panel title={t('machine.current')} className="shrink-0 grow" bodyClassName="overflow-auto">
      {machine.judgments.length === 0 ? (
        <Notice mark="unjudged" title={t('machine.noCurrent')} />
      ) : (
        <ul>
          {machine.judgments.map((judgment) => (
            <Row key={judgment.rulesetId} judgment={judgment} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
