import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { inScript, textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { RunAnswer } from '../../../../../shared/contract/ruleset-check.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, saidNow, Select, Time } from '../../../ui/index.ts';
import { testInputs } from '../tests/test-inputs.ts';
import { useDesk } from '../use-desk.ts';
import { useAskedTrace, type AskedTrace } from './asked-trace.ts';
import type { ShownTrace } from './use-trace.ts';

/** Test cases that are offered by name. */
const MOST_TESTS = 200;

/** A result as tests tell it: verdict and confidence; what is none as it is. */
function shortOf(text: string): string {
  try {
    const { verdict, confidence } = JSON.parse(text) as Record<string, unknown>;
    if (typeof verdict === 'string')
      return [verdict, confidence].filter((part) => part !== undefined).join(' ');
  } catch {
    // It was cut, or is no map.
  }
  return text;
}

function Ended({ run }: { run: RunAnswer }) {
  const { t } = useTranslation('rule-trace');
  const language = useLanguage();
  if (run.error === null)
    return (
      <span className="min-w-0 truncate">
        {t('endsIn')} <code className="font-mono text-sm">{shortOf(run.text)}</code>
      </span>
    );
  const { reason, line, column } = run.error;
  const text = textOfReason(inScript(reason, line, column), language);
  return <span className="min-w-0 truncate">{`${t('failsWith')} ${text}`}</span>;
}

/** What the values beside the lines are of: chosen here, or on the tabs of tests and checks. */
export function TraceBar({ trace: { asked, judgment, run, state } }: { trace: ShownTrace }) {
  const { t } = useTranslation('rule-trace');
  const ids = useId();
  const { id, manifest, tests } = useDesk();
  const ask = useAskedTrace((store) => store.ask);
  const cases = (tests ?? []).slice(0, MOST_TESTS);
  const chosen = asked === null ? '' : asked.kind === 'last' ? 'last' : 'asked';
  const choose = (value: string) => {
    const test = value.startsWith('test ') ? cases[Number(value.slice(5))] : undefined;
    const next: AskedTrace | null =
      value === 'last'
        ? { kind: 'last' }
        : test !== undefined && manifest !== null
          ? {
              kind: 'inputs',
              label: (say) => say('rule-trace:test', { name: test.name }),
              inputs: testInputs(manifest, test.input),
            }
          : null;
    ask(id, next);
  };
  const askedLabel = asked?.kind === 'inputs' ? saidNow(asked.label) : null;
  const choices = [
    { value: '', label: t('off') },
    { value: 'last', label: t('last') },
    ...(askedLabel === null ? [] : [{ value: 'asked', label: askedLabel }]),
    ...cases
      .map(({ name }, index) => ({ value: `test ${index}`, label: t('test', { name }) }))
      .filter(({ label }) => label !== askedLabel),
  ];
  return (
    <div className="flex min-h-10 min-w-0 items-center gap-3">
      <label htmlFor={ids} className="shrink-0 text-sm text-ink-2">
        {t('label')}
      </label>
      <Select
        id={ids}
        className="max-w-72"
        value={chosen}
        choices={choices}
        onChange={(event) => choose(event.target.value)}
      />
      <span role="status" className="flex min-w-0 grow items-center gap-2 text-sm">
        {asked !== null && run === undefined && state !== 'done' && (
          <span className="text-ink-2">{t(`state.${state}`)}</span>
        )}
        {judgment !== undefined && <Time at={judgment.at} full />}
        {run !== undefined && <Ended run={run} />}
      </span>
      {asked !== null && (
        <Button variant="quiet" className="min-h-8 shrink-0" onClick={() => ask(id, null)}>
          {t('hide')}
        </Button>
      )}
    </div>
  );
}
