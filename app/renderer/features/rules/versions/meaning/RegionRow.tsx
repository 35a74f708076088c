import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { severityOfHold } from '../../../../../../shared/contract/judgment.ts';
import { textOfLimit } from '../../../../../../shared/contract/meaning-texts.ts';
import type {
  MeaningLimit,
  MeaningOutcome,
  MeaningRegion,
} from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber, formatUnit } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { StateMark } from '../../../../ui/index.ts';
import { markOf } from '../../backtest/words.ts';
import { useDesk } from '../../use-desk.ts';
import type { ComparedSides } from './MeaningView.tsx';
import type { RegionRows } from './use-history.ts';
import { WitnessCompare } from './WitnessCompare.tsx';

function OutcomeMark({ outcome: { verdict, holdCause } }: { outcome: MeaningOutcome }) {
  const { t } = useTranslation('rule-meaning');
  const { manifest } = useDesk();
  const severity = holdCause === undefined ? manifest?.verdicts[verdict] : severityOfHold(holdCause);
  return (
    <span className="inline-flex items-center gap-1.5 font-medium">
      {severity !== undefined && (
        <StateMark kind={markOf({ severity, holdCause })} severity={severity} size={16} />
      )}
      {verdict}
      {holdCause !== undefined && (
        <span className="text-sm font-normal">{t(`common:holdCause.${holdCause}`)}</span>
      )}
    </span>
  );
}

/** Limits in words, with units; those that depend on one another are told apart. */
function Limits({ region: { limits, together, isCut, amongRules } }: { region: MeaningRegion }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { manifest } = useDesk();
  const text = (limit: MeaningLimit) => {
    const unit = formatUnit(manifest?.inputs.find(({ name }) => name === limit.input)?.unit);
    return textOfLimit(limit, language, { unit: unit === '1' ? '' : unit });
  };
  const alone = limits.filter(({ input }) => !together.includes(input));
  const tied = limits.filter(({ input }) => together.includes(input));
  const shown = (list: readonly MeaningLimit[]): ReactNode =>
    list.map((limit) => (
      <code key={limit.input} className="font-mono text-sm">
        {text(limit)}
      </code>
    ));
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-0.5">
      {limits.length === 0 && together.length === 0 ? t('anyInput') : shown(alone)}
      {together.length > 0 && (
        <span className="flex basis-full flex-wrap gap-x-4 text-ink-2">
          {isCut
            ? t(tied.length > 0 ? 'cutAt' : 'cut')
            : t('together', { names: together.join(', '), count: together.length })}{' '}
          {shown(tied)}
        </span>
      )}
      {amongRules && <span className="basis-full text-ink-2">{t('amongRules')}</span>}
    </div>
  );
}

function Rows({ rows }: { rows: RegionRows }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language, 9);
  if (rows.kind === 'between') return t('rows', { count: rows.rows, rows: number(rows.rows) });
  if (rows.rows === rows.atMost) return t('rowsInside', { count: rows.rows, rows: number(rows.rows) });
  return t('rowsPerhaps', { count: rows.atMost, rows: number(rows.rows), atMost: number(rows.atMost) });
}

interface RegionProps extends ComparedSides {
  readonly region: MeaningRegion;
  /** Of history; undefined where they are not counted. */
  readonly rows: RegionRows | undefined;
  /** Of late, so many in all. */
  readonly judgments: number;
  readonly isFirst: boolean;
}

/** Inputs that get another verdict: from which to which, where, and examples with what both sides say of them. */
export function RegionRow({ region, rows, judgments, isFirst, before, after }: RegionProps) {
  const { t } = useTranslation('rule-meaning');
  return (
    <li className="border-b border-line last:border-b-0">
      <details open={isFirst}>
        <summary className="cursor-pointer px-3 py-2 hover:bg-selected">
          <span className="inline-flex flex-wrap items-center gap-2 align-middle">
            <OutcomeMark outcome={region.from} />{' '}
            <span role="img" aria-label={t('becomes')}>
              →
            </span>{' '}
            <OutcomeMark outcome={region.to} />
            {judgments > 0 && (
              <span className="text-sm text-ink-2">
                {t('ofJudgments', { inside: region.judgments, count: judgments })}
              </span>
            )}
            {rows !== undefined && (
              <span className="text-sm text-ink-2">
                <Rows rows={rows} />
              </span>
            )}
          </span>
          <div className="pl-4">
            <Limits region={region} />
          </div>
        </summary>
        {region.witnesses.map((witness, index) => (
          <WitnessCompare key={index} witness={witness} before={before} after={after} />
        ))}
      </details>
    </li>
  );
}
