import { useTranslation } from 'react-i18next';
import type { Evidence, Judgment } from '../../../../shared/contract/judgment.ts';
import { formatSpan, formatUnit, formatValue, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesetVersion } from '../../lib/rules/use-rules.ts';
import { useTagUnits } from '../../lib/tags/use-tag-names.ts';
import { QualityText, StateMark, Table, Time } from '../../ui/index.ts';

const CELL = 'border-b border-line py-1 pr-3 align-top';

interface RowProps {
  readonly evidence: Evidence;
  readonly label: string | undefined;
  /** The rules can do without this input. */
  readonly optional: boolean;
}

/** Why the value beside it had no part in the judgment: an optional input was left out, a required one held it. */
function Refused({ evidence, optional }: Omit<RowProps, 'label'>) {
  const { t } = useTranslation('judgments');
  const missing = evidence.source === 'absent' && !optional ? 'INPUT_MISSING' : undefined;
  const cause = evidence.refused ?? missing;
  if (cause === undefined) return null;
  const text = t([`refused.${cause}`, `common:holdCause.${cause}`]);
  if (optional) return <div className="text-sm text-ink-2">{t('evidence.leftOut', { cause: text })}</div>;
  return (
    <div className="flex items-center gap-1.5 text-sm font-semibold">
      <StateMark kind="hold" size={14} />
      {t('evidence.unusable', { cause: text })}
    </div>
  );
}

function Row({ evidence, label, optional }: RowProps) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const units = useTagUnits();
  // A slope or a number of changes is in another unit than the tag.
  const ofTag =
    evidence.take === undefined || ['last', 'mean', 'min', 'max', 'stddev'].includes(evidence.take);
  const unit = evidence.unit ?? (ofTag ? units.get(evidence.tag ?? '') : undefined);
  return (
    <tr>
      <th scope="row" className={`${CELL} text-left font-normal`}>
        <span className="font-medium">{label ?? evidence.name}</span>
        <div className="text-sm text-ink-3">
          <code className="font-mono">{evidence.name}</code>
          {evidence.take && evidence.take !== 'last' && ` · ${t(`take.${evidence.take}`)}`}
        </div>
        <Refused evidence={evidence} optional={optional} />
      </th>
      <td className={`${CELL} text-right font-semibold whitespace-nowrap`}>
        {formatValue(evidence.value, language)} {formatUnit(unit)}
      </td>
      <td className={`${CELL} whitespace-nowrap`}>
        {evidence.source === 'tag' ? (
          <QualityText quality={evidence.quality} />
        ) : (
          t(`source.${evidence.source}`)
        )}
      </td>
      <td className={`${CELL} text-right whitespace-nowrap`}>
        {evidence.ageMs === undefined ? '–' : formatSpan(evidence.ageMs, language)}
      </td>
      <td className={CELL}>
        {evidence.at && <Time at={evidence.at} />}
        {evidence.tag && <div className="text-sm wrap-anywhere text-ink-3">{evidence.tag}</div>}
      </td>
    </tr>
  );
}

/** What was judged: each input with where it came from, how good and how old it was then. */
export function EvidenceTable({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const rules = useRulesetVersion(judgment.ruleset.id, judgment.ruleset.version);
  if (judgment.evidence.length === 0) return <p className="text-ink-3">{t('card.noInputs')}</p>;
  const inputs = new Map(rules?.manifest.inputs.map((input) => [input.name, input]));
  return (
    <Table>
      <thead>
        <tr className="text-sm text-ink-3">
          {(['input', 'value', 'quality', 'age', 'from'] as const).map((name) => (
            <th
              key={name}
              scope="col"
              className={`border-b border-line pr-3 pb-1 font-medium whitespace-nowrap ${name === 'value' || name === 'age' ? 'text-right' : ''}`}
            >
              {t(`evidence.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {judgment.evidence.map((evidence) => {
          const { label, optional } = inputs.get(evidence.name) ?? {};
          return (
            <Row
              key={evidence.name}
              evidence={evidence}
              label={label && textIn(label, language)}
              // Until the rules are there: what is judged all the same was not needed.
              optional={optional ?? judgment.holdCause === undefined}
            />
          );
        })}
      </tbody>
    </Table>
  );
}
