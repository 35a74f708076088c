import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { LoadingNotice } from '../../../ui/index.ts';
import { editorFindings } from '../checks/editor-findings.ts';
import type { EditorPlace, EditorProblem, LineMark } from '../editor/types.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { useRenameGiven } from '../settings/use-rename-given.ts';
import { useDesk, type Desk } from '../use-desk.ts';
import { coverageMarks } from '../tests/analysis/coverage-marks.ts';
import { useLastCoverage } from '../tests/analysis/use-analysis.ts';
import { TraceBar } from './TraceBar.tsx';
import { useTrace } from './use-trace.ts';
import { useLiveInputs } from './use-live-inputs.ts';

// A chunk of its own, half as big as what every window loads: it comes when a script is opened.
const RuleEditor = lazy(() => import('../editor/RuleEditor.tsx'));

const NO_PARAMETERS: RulesetManifest['parameters'] = {};
const NO_VERDICTS: RulesetManifest['verdicts'] = {};

/** The manifest as it was when it was valid last: while it is typed, the script's names stay known. */
function useLastManifest(manifest: RulesetManifest | null): RulesetManifest | null {
  const [last, setLast] = useState(manifest);
  if (manifest !== null && manifest !== last) setLast(manifest);
  return manifest ?? last;
}

/** The place in this script that somebody has asked for since it was shown last. */
function useNewPlace(id: string): EditorPlace | null {
  const place = useShownPlace((state) => state.place);
  const take = useShownPlace((state) => state.take);
  const [since] = useState(() => useShownPlace.getState().taken);
  const isHere = place?.ruleset === id && place.file === 'rules.rhai' && place.turn > since;
  useEffect(() => {
    if (isHere) take(place.turn);
  }, [isHere, place, take]);
  return useMemo(() => {
    if (!isHere || place.line === undefined) return null;
    return { line: place.line, ...(place.column === undefined ? {} : { column: place.column }) };
  }, [isHere, place]);
}

/** Test cases named at a condition. */
const MOST_NAMES = 8;
const NO_MARKS: readonly LineMark[] = [];

/** Which branches the tests took when that was looked at last; as long as the script is the same. */
function useCoverageMarks({ id, draft, tests }: Desk): readonly LineMark[] {
  const { source } = draft.texts;
  const { t } = useTranslation('rule-analysis');
  const last = useLastCoverage((state) => state.last);
  const coverage = last?.id === id && last.source === source ? last.coverage : null;
  return useMemo(
    () =>
      coverage === null
        ? NO_MARKS
        : coverageMarks(coverage, {
            taken: (taking) =>
              t('gutter.taken', {
                count: taking.length,
                names: taking
                  .slice(0, MOST_NAMES)
                  .map((index) => tests?.[index]?.name ?? '')
                  .join(' · '),
              }),
            partly: () => t('gutter.partly'),
            open: () => t('gutter.open'),
          }),
    [coverage, tests, t],
  );
}

/** The script of the draft. */
export default function ScriptTab() {
  const { t } = useTranslation('rules');
  const desk = useDesk();
  const { id, draft, manifest, problems, findings, change, mend, remember } = desk;
  const language = useLanguage();
  const known = useLastManifest(manifest);
  const inputs = useLiveInputs(id, known);
  const shown = useNewPlace(id);
  const coverage = useCoverageMarks(desk);
  const trace = useTrace(desk);
  const renameGiven = useRenameGiven();
  const inScript = useMemo(
    () =>
      problems.flatMap(({ file, line, column, severity, text }): EditorProblem[] =>
        file === 'rules.rhai' && line !== undefined
          ? [{ severity, message: text, line: Math.max(line, 1), column: Math.max(column ?? 1, 1) }]
          : [],
      ),
    [problems],
  );
  const found = useMemo(
    () => editorFindings(findings.answer, problems, language, t('rule-checks:mend'), mend),
    // The page makes another function of the same each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [findings.answer, problems, language, t],
  );
  const shownProblems = useMemo(() => [...inScript, ...found], [inScript, found]);
  return (
    <div className="flex h-full min-h-0 flex-col gap-1">
      <TraceBar trace={trace} />
      <div className="min-h-0 grow">
        <Suspense fallback={<LoadingNotice />}>
          <RuleEditor
            label={t('scriptOf', { id })}
            value={draft.texts.source}
            onChange={(source) => change({ source })}
            inputs={inputs}
            parameters={known?.parameters ?? NO_PARAMETERS}
            verdicts={known?.verdicts ?? NO_VERDICTS}
            renameGiven={renameGiven}
            problems={shownProblems}
            place={shown}
            shownLine={trace.decidedAt}
            marks={trace.run === undefined ? coverage : trace.marks}
            placeKey={`${id} script`}
            memory={draft.history}
            onMemory={remember}
          />
        </Suspense>
      </div>
    </div>
  );
}
