import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesets } from '../../lib/rules/use-rules.ts';
import { markOfJudgment } from '../../lib/status/freshness.ts';
import { classNames, StateMark, Table, Th, Time } from '../../ui/index.ts';

const CELL = 'h-(--row) border-b border-line px-2 py-0.5';

/** Beside a machine's other panels there is room for the ruleset only on a large screen; the reason tells it as well. */
const ONLY_LARGE = 'max-[1599px]:hidden';

interface JudgmentRowProps {
  readonly judgment: Judgment;
  readonly ruleset: string;
  readonly showMachine: boolean;
}

/** What a row shows of a judgment never changes, so a list that moves draws only what is new. */
function sameRow(a: JudgmentRowProps, b: JudgmentRowProps): boolean {
  return a.judgment.id === b.judgment.id && a.ruleset === b.ruleset && a.showMachine === b.showMachine;
}

const JudgmentRow = memo(function JudgmentRow({ judgment, ruleset, showMachine }: JudgmentRowProps) {
  const { t } = useTranslation('common');
  const language = useLanguage();
  const navigate = useNavigate();
  const mark = markOfJudgment(judgment);
  const address = `/judgments?id=${judgment.id}`;
  const hold = judgment.holdCause ? [t(`holdCause.${judgment.holdCause}`)] : [];
  const reason = [...hold, ...judgment.reasons.map((text) => textIn(text, language))].join(' · ');
  return (
    <tr onClick={() => void navigate(address)} className="cursor-pointer hover:bg-raised">
      <td className={CELL}>
        <Time at={judgment.at} />
      </td>
      <td className={CELL}>
        <Link to={address} className="flex w-fit max-w-full items-center gap-1.5 hover:underline">
          <StateMark kind={mark} severity={judgment.severity} size={16} label />
          <span className={classNames('truncate', mark === 'normal' ? 'text-ink-2' : 'font-semibold')}>
            {judgment.verdict}
          </span>
        </Link>
      </td>
      {showMachine && (
        <td className={classNames(CELL, 'truncate')}>
          {splitEquipment(judgment.context?.equipment ?? '').equipment || '–'}
        </td>
      )}
      <td className={classNames(CELL, 'truncate text-ink-2', !showMachine && ONLY_LARGE)}>{ruleset}</td>
      <td className={classNames(CELL, 'truncate')} title={reason}>
        {reason}
      </td>
    </tr>
  );
}, sameRow);

interface JudgmentRowsProps {
  readonly judgments: readonly Judgment[];
  readonly showMachine: boolean;
}

/** Judgments in short, newest first; each row leads to its card. */
export function JudgmentRows({ judgments, showMachine }: JudgmentRowsProps) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  const names = new Map(useRulesets().map(({ id, name }) => [id, textIn(name, language)]));
  return (
    <Table className="table-fixed">
      <thead>
        <tr>
          <Th className="w-24">{t('last.time')}</Th>
          <Th className={showMachine ? 'w-44' : 'w-40'}>{t('last.verdict')}</Th>
          {showMachine && <Th className="w-40">{t('last.machine')}</Th>}
          <Th className={showMachine ? 'w-60' : classNames('w-60', ONLY_LARGE)}>{t('last.ruleset')}</Th>
          <Th>{t('last.reason')}</Th>
        </tr>
      </thead>
      <tbody>
        {judgments.map((judgment) => (
          <JudgmentRow
            key={judgment.id}
            judgment={judgment}
            ruleset={names.get(judgment.ruleset.id) ?? judgment.ruleset.id}
            showMachine={showMachine}
          />
        ))}
      </tbody>
    </Table>
  );
}
