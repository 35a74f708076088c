import { useTranslation } from 'react-i18next';
import type { Judgment, TraceEntry } from '../../../../shared/contract/judgment.ts';
import { formatUnit, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesetVersion } from '../../lib/rules/use-rules.ts';
import { Icon } from '../../ui/index.ts';
import { conditionAt, conditionParts, unnamedValues } from './condition.ts';

interface StepProps {
  readonly entry: TraceEntry;
  readonly condition: string | undefined;
  readonly unitOf: (name: string) => string;
}

function Step({ entry, condition, unitOf }: StepProps) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const shown = (name: string, value: TraceEntry['values'][string]): string =>
    `${formatValue(value, language)} ${unitOf(name)}`.trim();
  const parts = condition === undefined ? [] : conditionParts(condition, entry.values);
  const rest = Object.entries(unnamedValues(parts, entry.values));
  return (
    <tr className={entry.fired ? '' : 'text-ink-3'}>
      <td className="w-22 border-b border-line py-1 pr-2 align-top whitespace-nowrap">
        <span
          className={
            entry.fired ? 'inline-flex items-center gap-1 font-semibold' : 'inline-flex items-center gap-1'
          }
        >
          {entry.fired ? <Icon name="check" size={16} /> : <span className="w-4 text-center">–</span>}
          {t(entry.fired ? 'trace.fired' : 'trace.notFired')}
        </span>
      </td>
      <th scope="row" className="w-44 border-b border-line py-1 pr-2 text-left align-top font-medium">
        {entry.ruleId}
        {entry.line !== undefined && (
          <span className="ml-1 text-sm font-normal text-ink-3">{t('trace.line', { line: entry.line })}</span>
        )}
      </th>
      <td className="border-b border-line py-1 align-top">
        {parts.length > 0 && (
          <code className="font-mono text-sm">
            {parts.map((part, index) =>
              part.kind === 'text' ? (
                <span key={index}>{part.text}</span>
              ) : (
                <span key={index}>
                  {part.text}
                  <b className="mx-1 rounded-sm bg-raised px-1 text-ink">{shown(part.text, part.value)}</b>
                </span>
              ),
            )}
          </code>
        )}
        {rest.length > 0 && (
          <span className="font-mono text-sm">
            {parts.length > 0 && ' · '}
            {rest.map(([name, value]) => (
              <span key={name} className="mr-3">
                {name} <b className="rounded-sm bg-raised px-1 text-ink">{shown(name, value)}</b>
              </span>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Each condition the rule came past: whether it held, and every name in it with the value it had. */
export function RuleTrace({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const { id, version } = judgment.ruleset;
  const rules = useRulesetVersion(id, version);
  if (judgment.trace.length === 0) return <p className="text-ink-3">{t('trace.none')}</p>;
  const unitOf = (name: string): string => {
    const bare = name.replace(/^input\./, '');
    return formatUnit(rules?.manifest.inputs.find((input) => input.name === bare)?.unit);
  };
  return (
    <table className="w-full border-collapse">
      <thead className="sr-only">
        <tr>
          <th>{t('trace.result')}</th>
          <th>{t('trace.rule')}</th>
          <th>{t('trace.condition')}</th>
        </tr>
      </thead>
      <tbody>
        {judgment.trace.map((entry, index) => (
          <Step
            key={index}
            entry={entry}
            condition={rules ? conditionAt(rules.source, entry.line) : undefined}
            unitOf={unitOf}
          />
        ))}
      </tbody>
    </table>
  );
}
