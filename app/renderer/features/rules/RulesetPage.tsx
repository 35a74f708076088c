import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useLocation, useNavigate, useParams } from 'react-router';
import { rulesetManifestSchema, rulesetTestSchema } from '../../../../shared/contract/rules.ts';
import type { RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';
import { withScript } from '../../../../shared/decision-table/script.ts';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';
import { errorCodeOf, trpc } from '../../lib/trpc/index.ts';
import { formatPercent, textIn } from '../../lib/format/format.ts';
import { Button, ErrorNotice, LoadingNotice, Notice } from '../../ui/index.ts';
import { useRunningShare } from './backtest/use-running-share.ts';
import { fixed } from './checks/fixed.ts';
import { findingProblems, useFindings } from './checks/use-findings.ts';
import type { DraftKeeper } from './draft/keeper.ts';
import { useKeeper, useKeptDraft } from './draft/use-draft.ts';
import { ConflictBar } from './header/ConflictBar.tsx';
import { RulesetHeader } from './header/RulesetHeader.tsx';
import { ProblemsBar } from './problems/ProblemsBar.tsx';
import { toldProblems } from './problems/told-problems.ts';
import { rulePath } from './rule-path.ts';
import { withGivenNamed } from './settings/rename-given.ts';
import { RULE_TABS } from './tabs.ts';
import type { Desk } from './use-desk.ts';

const TAB =
  'inline-flex min-h-10 items-center border-b-3 border-transparent px-4 text-ink-2 hover:bg-selected ' +
  'aria-[current=page]:border-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink';

/** What a text holds, where it is valid. */
function parsed<T>(
  text: string,
  schema: { safeParse(value: unknown): { success: boolean; data?: T } },
): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? (result.data ?? null) : null;
  } catch {
    return null;
  }
}

function useDeskOf(id: string, keeper: DraftKeeper): Desk {
  const draft = useKeptDraft(keeper);
  const language = useLanguage();
  // What is typed is on screen first; what it means as a whole may come a moment later.
  const { manifest, tests } = useDeferredValue(draft.texts);
  const lines = useQuery(trpc.rules.desk.list.queryOptions()).data?.items;
  const known = useMemo(() => parsed(manifest, rulesetManifestSchema), [manifest]);
  const change: Desk['change'] = (texts) => keeper.change(withTable(keeper.draft.texts, texts));
  return {
    id,
    draft,
    manifest: known,
    findings: useFindings({ id, draft, manifest: known }),
    tests: useMemo(() => parsed(tests, rulesetTestSchema.array()), [tests]),
    problems: useMemo(
      () => toldProblems(draft.problems, draft.texts, language),
      // Of what was saved last, not of every key.
      // eslint-disable-next-line react-hooks/exhaustive-deps
      [draft.problems, language],
    ),
    line: lines?.find((line) => line.id === id),
    change,
    renameGiven: (kind, from, to) => change(withGivenNamed(keeper.draft.texts, kind, from, to)),
    mend: (fix) => keeper.change({ source: fixed(keeper.draft.texts.source, fix) }),
    remember: (history) => keeper.remember(history),
    replace: (content) => keeper.replace(content),
    async saved() {
      await keeper.flush();
      return keeper.isSaved ? keeper.draft.revision : null;
    },
  };
}

/** A script that is made from a decision table follows every change of what it is made from. */
function withTable(before: RulesetTexts, texts: Partial<RulesetTexts>): Partial<RulesetTexts> {
  if (texts.manifest === undefined || texts.source !== undefined) return texts;
  return { ...texts, ...withScript(before, texts.manifest) };
}

/** Tabs on which no problem is mended, or that list them themselves: what they show needs the room. */
const FOLDED_ON: ReadonlySet<string> = new Set(['checks', 'backtest', 'whatif', 'versions']);

function OpenRuleset({ id, keeper }: { id: string; keeper: DraftKeeper }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const language = useLanguage();
  const desk = useDeskOf(id, keeper);
  const problems = useMemo(
    () => [...desk.problems, ...findingProblems(desk.findings.answer, desk.problems, language)],
    [desk.problems, desk.findings.answer, language],
  );
  const name = desk.manifest?.name ?? desk.line?.name;
  const part = useRef<HTMLDivElement>(null);
  const running = useRunningShare(id);
  const shown = useLocation().pathname.split('/')[3] ?? '';
  useTitle(name === undefined ? id : textIn(name, language));
  useShortcut('rules-tabs', (event) => {
    const tab = RULE_TABS[Number(event.code.replace('Digit', '')) - 1];
    if (!tab) return;
    void navigate(rulePath(id, tab.id));
    // Where it is the one that is shown, too.
    part.current?.focus();
  });
  return (
    <div className="flex h-full min-h-100 flex-col">
      <RulesetHeader desk={desk} keeper={keeper} />
      <nav
        aria-label={t('tabs')}
        className="flex shrink-0 flex-wrap gap-1 border-b border-line bg-panel px-2"
      >
        {RULE_TABS.map((tab) => (
          <NavLink
            key={tab.id}
            to={rulePath(id, tab.id)}
            className={TAB}
            {...(tab.id === 'backtest' && running !== undefined
              ? { title: t('rule-backtest:progress.running') }
              : {})}
          >
            {t(`tab.${tab.id}`)}
            {tab.id === 'backtest' && running !== undefined && (
              <span aria-hidden data-running className="ml-2 text-sm tabular-nums">
                {formatPercent(running, language)}
              </span>
            )}
          </NavLink>
        ))}
      </nav>
      <ConflictBar draft={desk.draft} keeper={keeper} />
      <div ref={part} data-page-part tabIndex={-1} className="min-h-0 grow overflow-auto p-2 outline-none">
        <Outlet context={desk} />
      </div>
      <div className="shrink-0 px-2 pb-2">
        <ProblemsBar id={id} problems={problems} isFolded={FOLDED_ON.has(shown)} />
      </div>
    </div>
  );
}

function OpeningRuleset({ id, onRetry }: { id: string; onRetry: () => void }) {
  const { t } = useTranslation('rules');
  const { keeper, error } = useKeeper(id);
  if (keeper !== undefined) return <OpenRuleset id={id} keeper={keeper} />;
  if (error === undefined) return <LoadingNotice />;
  if (errorCodeOf(error) !== 'RULESET_NOT_FOUND') return <ErrorNotice error={error} onRetry={onRetry} />;
  return (
    <Notice
      title={t('common:error.RULESET_NOT_FOUND')}
      action={
        <Button asChild>
          <Link to="/rules">{t('toList')}</Link>
        </Button>
      }
    >
      <code className="font-mono">{id}</code>
    </Notice>
  );
}

/** One ruleset on the desk. */
export default function RulesetPage() {
  const { id = '' } = useParams();
  const [attempt, setAttempt] = useState(0);
  return <OpeningRuleset key={`${id} ${attempt}`} id={id} onRetry={() => setAttempt(attempt + 1)} />;
}
