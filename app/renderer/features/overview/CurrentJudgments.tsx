import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { markOfJudgment } from '../../lib/status/freshness.ts';
import { Age, classNames, Notice, Panel, StateMark } from '../../ui/index.ts';

/** Where the machine stands now: the latest judgment of each ruleset. */
export function CurrentJudgments({ machine }: { machine: EquipmentState }) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  return (
    <Panel title={t('machine.current')} className="shrink-0 grow" bodyClassName="overflow-auto">
      {machine.judgments.length === 0 ? (
        <Notice mark="unjudged" title={t('machine.noCurrent')} />
      ) : (
        <ul>
          {machine.judgments.map((judgment) => {
            const mark = markOfJudgment(judgment);
            return (
              <li key={judgment.rulesetId}>
                <Link
                  to={`/judgments?id=${judgment.judgmentId}`}
                  className="grid min-h-(--row) grid-cols-[20px_minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2 border-b border-line px-3 hover:bg-raised"
                >
                  <StateMark kind={mark} severity={judgment.severity} label />
                  <span className="truncate">{textIn(judgment.rulesetName, language)}</span>
                  <span
                    className={classNames('truncate', mark === 'normal' ? 'text-ink-3' : 'font-semibold')}
                  >
                    {judgment.verdict}
                    {judgment.holdCause && ` · ${t(`common:holdCause.${judgment.holdCause}`)}`}
                  </span>
                  <Age at={judgment.at} ago />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
