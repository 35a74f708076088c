import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_OF_DRAFT } from '../../../../../shared/contract/ruleset-desk.ts';
import { LoadingNotice } from '../../../ui/index.ts';
import type { EditorMemory, EditorProblem } from '../editor/types.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { useDesk } from '../use-desk.ts';
import { useSurroundings } from './use-surroundings.ts';

const RuleEditor = lazy(() => import('../editor/RuleEditor.tsx'));

/** What the editor gave to be kept, if it can still be read. */
function memoryOf(history: string | null): EditorMemory | null {
  try {
    return history === null ? null : (JSON.parse(history) as EditorMemory);
  } catch {
    return null;
  }
}

/** The script of the draft. */
export default function ScriptTab() {
  const { t } = useTranslation('rules');
  const { id, draft, problems, change, remember } = useDesk();
  const place = useShownPlace((state) => state.place);
  const surroundings = useSurroundings();
  const own = useMemo(
    () =>
      problems.flatMap(({ file, severity, text, line, column }): EditorProblem[] =>
        file === 'rules.rhai' && line !== undefined
          ? [{ severity, message: text, line, column: column ?? 1 }]
          : [],
      ),
    [problems],
  );
  const shown = useMemo(
    () =>
      place?.ruleset === id && place.file === 'rules.rhai' && place.line !== undefined
        ? { line: place.line, column: place.column ?? 1 }
        : null,
    [place, id],
  );
  return (
    <Suspense fallback={<LoadingNotice />}>
      <RuleEditor
        label={t('scriptOf', { id })}
        value={draft.texts.source}
        onChange={(source) => change({ source })}
        problems={own}
        place={shown}
        memory={memoryOf(draft.history)}
        onMemory={(memory) => {
          const history = JSON.stringify(memory);
          remember(history.length > MOST_OF_DRAFT.history ? null : history);
        }}
        {...surroundings}
      />
    </Suspense>
  );
}
