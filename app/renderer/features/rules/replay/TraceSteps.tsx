import { useTranslation } from 'react-i18next';
import type { Replay } from '../../../../../shared/contract/replay.ts';
import { formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';

/** Conditions in the order in which they were looked at; one leads to its line. */
export function TraceSteps({ replay, onChoose }: { replay: Replay; onChoose: (line: number) => void }) {
  const { t } = useTranslation('rule-replay');
  const language = useLanguage();
  const { trace } = replay.judgment;
  const { holdCause } = replay.judgment;
  const isByInputs = holdCause?.startsWith('INPUT_') === true;
  if (trace.length === 0)
    return <p className="px-3 py-2 text-ink-2">{t(isByInputs ? 'noScript' : 'noTrace')}</p>;
  return (
    <ol>
      {trace.map(({ ruleId, fired, values, line }, index) => (
        <li key={index} className="border-b border-line">
          <button
            type="button"
            disabled={line === undefined}
            onClick={() => line !== undefined && onChoose(line)}
            className="block min-h-10 w-full px-3 py-1 text-left -outline-offset-2 hover:bg-selected"
          >
            <span className={fired ? 'font-semibold' : 'text-ink-2'}>
              {fired ? '✓' : '–'} {ruleId} · {t(fired ? 'held' : 'notHeld')}
            </span>
            {line !== undefined && <span className="ml-2 text-sm text-ink-3">{t('line', { line })}</span>}
            <span className="block font-mono text-sm break-all">
              {Object.entries(values)
                .map(([name, value]) => `${name} = ${formatValue(value, language)}`)
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
