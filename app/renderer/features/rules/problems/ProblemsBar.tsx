import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useShortcut } from '../../../lib/shortcuts/use-shortcut.ts';
import { Button, classNames, StateMark } from '../../../ui/index.ts';
import { rulePath } from '../rule-path.ts';
import { PathMark } from './PathMark.tsx';
import { useShownPlace } from './shown-place.ts';
import type { ToldProblem } from './told-problems.ts';

const TAB_OF = { 'rules.rhai': 'script', 'ruleset.json': 'settings', 'tests.json': 'tests' } as const;

function placeOf({ path, line, column }: ToldProblem): string {
  if (path !== '') return path;
  return line === undefined ? '' : `${line}:${column}`;
}

interface ProblemsBarProps {
  readonly id: string;
  readonly problems: readonly ToldProblem[];
  /** Begins as one line, where nothing of them is mended. */
  readonly isFolded: boolean;
}

/** Every problem of the draft, on whatever tab it is; a click or F8 leads to its place. */
export function ProblemsBar({ id, problems, isFolded }: ProblemsBarProps) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const show = useShownPlace((state) => state.show);
  const [isChosenOpen, setOpen] = useState<boolean | null>(null);
  const open = isChosenOpen ?? !isFolded;
  const [at, setAt] = useState(-1);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const go = (index: number): void => {
    const problem = problems[index];
    if (problem === undefined) return;
    setAt(index);
    show({ ruleset: id, ...problem });
    const isTable = problem.file === 'ruleset.json' && problem.path.split('.')[0] === 'table';
    void navigate(rulePath(id, isTable ? 'table' : TAB_OF[problem.file]));
  };
  useShortcut('rules-problem', ({ target }) => {
    // The editor leads to its own.
    if (target instanceof Element && target.closest('.cm-editor') !== null) return;
    go((at + 1) % Math.max(1, problems.length));
  });
  return (
    <section aria-label={t('problems')} className="shrink-0 border border-line bg-panel">
      <div className="flex min-h-9 items-center gap-3 bg-sunken px-2 text-sm">
        <span role="status" className="inline-flex items-center gap-2 font-medium">
          <StateMark kind={errors > 0 ? 'high' : warnings > 0 ? 'low' : 'normal'} size={14} />
          {problems.length === 0
            ? t('noProblems')
            : `${t('errorCount', { count: errors })}, ${t('warningCount', { count: warnings })}`}
        </span>
        <span className="ml-auto">
          <PathMark id={id} />
        </span>
        {problems.length > 0 && (
          <Button variant="quiet" className="min-h-8" onClick={() => setOpen(!open)}>
            {t(open ? 'hideProblems' : 'showProblems')}
          </Button>
        )}
      </div>
      {open && problems.length > 0 && (
        <ol className="max-h-36 overflow-auto">
          {problems.map((problem, index) => (
            <li key={`${problem.file} ${problem.path} ${problem.line} ${problem.column} ${problem.text}`}>
              <button
                type="button"
                onClick={() => go(index)}
                className={classNames(
                  'grid w-full grid-cols-[18px_6.5rem_8rem_minmax(0,1fr)] items-baseline gap-2 border-t border-line px-2 py-(--cell-y) text-left -outline-offset-2 hover:bg-raised',
                  index === at && 'bg-selected',
                )}
              >
                <StateMark kind={problem.severity === 'error' ? 'high' : 'low'} size={14} label />
                <code className="font-mono text-sm text-ink-2">{problem.file}</code>
                <code className="truncate font-mono text-sm text-ink-2" title={placeOf(problem)}>
                  {placeOf(problem)}
                </code>
                <span>{problem.text}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
