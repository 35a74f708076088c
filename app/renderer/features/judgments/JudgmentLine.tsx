import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { formatPercent, splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesets } from '../../lib/rules/use-rules.ts';
import { markOfJudgment } from '../../lib/status/freshness.ts';
import { classNames, Icon, StateMark, Time } from '../../ui/index.ts';

const COLUMNS = {
  wide: 'grid-cols-[112px_200px_120px_225px_minmax(0,1fr)_80px_72px] min-[1600px]:grid-cols-[130px_200px_150px_230px_minmax(0,1fr)_72px_80px_72px]',
  narrow:
    'grid-cols-[130px_minmax(0,1fr)_minmax(0,0.9fr)_32px] min-[1600px]:grid-cols-[130px_minmax(0,1fr)_minmax(0,0.7fr)_minmax(0,1fr)_32px]',
} as const;
/** Room on a large screen only: the method, and beside the open card the ruleset. */
const ONLY_LARGE = 'max-[1599px]:hidden';
const LINE = 'grid items-center gap-x-3 px-3';

export function ListHeader({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation('judgments');
  const names = narrow
    ? (['time', 'verdict', 'machine', 'ruleset', ''] as const)
    : (['time', 'verdict', 'machine', 'ruleset', 'reason', 'method', 'confidence', 'feedback'] as const);
  return (
    <div
      aria-hidden
      className={classNames(
        LINE,
        COLUMNS[narrow ? 'narrow' : 'wide'],
        'min-h-10 shrink-0 overflow-hidden border-b border-line bg-sunken text-sm font-medium text-ink-2 [scrollbar-gutter:stable]',
      )}
    >
      {names.map((name) => (
        <span
          key={name}
          className={classNames('truncate', name === (narrow ? 'ruleset' : 'method') && ONLY_LARGE)}
        >
          {name === '' ? '' : t(`column.${name}`)}
        </span>
      ))}
    </div>
  );
}

function FeedbackMark({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  if (!judgment.feedback) return <span />;
  const { agree } = judgment.feedback;
  return (
    <span title={t(agree ? 'feedback.agreed' : 'feedback.overridden')}>
      <Icon name={agree ? 'check' : 'edit'} size={16} />
      <span className="sr-only">{t(agree ? 'feedback.agreed' : 'feedback.overridden')}</span>
    </span>
  );
}

interface JudgmentLineProps {
  readonly judgment: Judgment;
  /** CSS pixels from the top of the list. */
  readonly top: number;
  readonly narrow: boolean;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** A judgment changes only by feedback and by what feedback is counted; fetching it again draws nothing. */
function sameLine(a: JudgmentLineProps, b: JudgmentLineProps): boolean {
  return (
    a.judgment.id === b.judgment.id &&
    a.judgment.feedback?.at === b.judgment.feedback?.at &&
    a.judgment.confidence.measured === b.judgment.confidence.measured &&
    a.top === b.top &&
    a.narrow === b.narrow &&
    a.selected === b.selected
  );
}

/** One row of the list. */
export const JudgmentLine = memo(function JudgmentLine({
  judgment,
  top,
  narrow,
  selected,
  onSelect,
}: JudgmentLineProps) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const ruleset = useRulesets().find(({ id }) => id === judgment.ruleset.id);
  const mark = markOfJudgment(judgment);
  const { claimed, measured } = judgment.confidence;
  const confidence = measured ?? claimed;
  const hold = judgment.holdCause ? [t(`common:holdCause.${judgment.holdCause}`)] : [];
  const reason = [...hold, ...judgment.reasons.map((text) => textIn(text, language))].join(' · ');
  return (
    <div
      id={`judgment-${judgment.id}`}
      role="option"
      aria-selected={selected}
      onClick={() => onSelect(judgment.id)}
      ref={(element) => element?.style.setProperty('transform', `translateY(${top}px)`)}
      className={classNames(
        LINE,
        COLUMNS[narrow ? 'narrow' : 'wide'],
        'absolute inset-x-0 top-0 h-(--row) cursor-pointer border-b border-line',
        selected ? 'bg-selected shadow-[inset_4px_0_0_var(--ink)]' : 'hover:bg-raised',
      )}
    >
      <Time at={judgment.at} />
      <span className="flex min-w-0 items-center gap-1.5">
        <StateMark kind={mark} severity={judgment.severity} label />
        <span className={classNames('truncate', mark === 'normal' ? 'text-ink-2' : 'font-semibold')}>
          {judgment.verdict}
        </span>
      </span>
      <span className="truncate">{splitEquipment(judgment.context?.equipment ?? '').equipment || '–'}</span>
      <span className={classNames('truncate text-ink-2', narrow && ONLY_LARGE)}>
        {ruleset ? textIn(ruleset.name, language) : judgment.ruleset.id}
      </span>
      {!narrow && (
        <>
          <span className="truncate" title={reason}>
            {reason}
          </span>
          <span className={classNames('text-ink-2', ONLY_LARGE)}>
            {t(`common:method.${judgment.methodUsed}`)}
          </span>
          <span className="text-ink-2">
            {confidence === null ? '–' : formatPercent(confidence, language)}
          </span>
        </>
      )}
      <FeedbackMark judgment={judgment} />
    </div>
  );
}, sameLine);
