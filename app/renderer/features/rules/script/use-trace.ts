import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Judgment } from '../../../../../shared/contract/judgment.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { RunAnswer, Witness } from '../../../../../shared/contract/ruleset-check.ts';
import { formatUnit, formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import type { LineMark } from '../editor/types.ts';
import { traceMarks, withFault } from '../replay/trace-marks.ts';
import type { Desk } from '../use-desk.ts';
import { useAskedTrace, type AskedTrace } from './asked-trace.ts';

export interface ShownTrace {
  /** Null where nothing was asked for. */
  readonly asked: AskedTrace | null;
  readonly judgment: Judgment | undefined;
  readonly run: RunAnswer | undefined;
  readonly state: 'running' | 'done' | 'errors' | 'failed' | 'none';
  readonly marks: readonly LineMark[];
  /** Where the run failed, or the condition that held last, when inputs were asked for: it is brought into view once. */
  readonly decidedAt: number | null;
}

const NO_MARKS: readonly LineMark[] = [];

/** The inputs of a manifest as a judgment saw them. */
export function inputsOf({ inputs }: RulesetManifest, { evidence }: Judgment): Witness {
  const seen = new Map(evidence.map((entry) => [entry.name, entry]));
  return Object.fromEntries(
    inputs.map(({ name }) => {
      const entry = seen.get(name);
      return [name, entry === undefined || entry.source === 'absent' ? null : entry.value];
    }),
  );
}

/** Runs the draft, as it was saved last, with the inputs that are asked for: what its conditions saw. */
export function useTrace({ id, draft, manifest }: Desk): ShownTrace {
  const { t } = useTranslation('rule-replay');
  const language = useLanguage();
  const asked = useAskedTrace((state) => state.asked[id]) ?? null;
  // Asked for by the live values of the inputs as well.
  const last = useQuery(
    trpc.judgment.list.queryOptions({ rulesetId: id, limit: 1 }, { enabled: asked?.kind === 'last' }),
  );
  const judgment = asked?.kind === 'last' ? last.data?.items[0] : undefined;
  const inputs = useMemo(() => {
    if (asked?.kind === 'inputs') return asked.inputs;
    return judgment === undefined || manifest === null ? null : inputsOf(manifest, judgment);
  }, [asked, judgment, manifest]);
  const { revision, baseVersion, texts } = draft;
  const hasErrors = manifest === null || draft.problems.some(({ severity }) => severity === 'error');
  const run = useQuery({
    queryKey: ['rule-trace', id, revision, baseVersion, inputs],
    queryFn: () => {
      if (manifest === null || inputs === null) throw new Error('nothing to run');
      return trpcClient.rules.run.mutate({ manifest, source: texts.source, inputs });
    },
    enabled: inputs !== null && !hasErrors && draft.state.kind === 'saved',
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const answer = asked === null || inputs === null || hasErrors ? undefined : run.data;
  const marks = useMemo(() => {
    if (answer === undefined) return NO_MARKS;
    const unitOf = (name: string) =>
      formatUnit(manifest?.inputs.find((input) => input.name === name.replace(/^input\./, ''))?.unit);
    const rules = answer.trace.map(({ ruleId, line }) => ({ id: ruleId, line }));
    const marksOfRules = traceMarks(
      { trace: answer.trace, rules, linesNotReached: null },
      {
        held: () => t('held'),
        notHeld: () => t('notHeld'),
        notLookedAt: () => t('notLookedAt'),
        value: (value, name) => `${formatValue(value, language)} ${unitOf(name)}`.trim(),
      },
    );
    const { error } = answer;
    const fault = error && { line: error.line, text: textOfReason(error.reason, language) };
    return withFault(marksOfRules, fault);
  }, [answer, manifest, language, t]);
  const decidedAt = useDecidedAt(asked, run.isPlaceholderData ? undefined : answer);
  return { asked, judgment, run: answer, state: stateOf(), marks, decidedAt };

  function stateOf(): ShownTrace['state'] {
    if (hasErrors) return 'errors';
    if (run.error) return 'failed';
    if (asked?.kind === 'last' && last.isSuccess && judgment === undefined) return 'none';
    return answer !== undefined && !run.isPlaceholderData ? 'done' : 'running';
  }
}

/** Typing and further judgments move it no more. */
function useDecidedAt(asked: AskedTrace | null, run: RunAnswer | undefined): number | null {
  const [shown, setShown] = useState<{ readonly asked: AskedTrace; readonly line: number | null } | null>(
    null,
  );
  if (asked?.kind === 'inputs' && run !== undefined && shown?.asked !== asked) {
    const decided = run.trace.findLast(({ fired }) => fired) ?? run.trace.at(-1);
    const failed = run.error !== null && run.error.line > 0 ? run.error.line : undefined;
    setShown({ asked, line: failed ?? decided?.line ?? null });
  }
  return shown !== null && shown.asked === asked ? shown.line : null;
}
