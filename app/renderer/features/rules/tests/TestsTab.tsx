import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../../lib/shortcuts/use-shortcut.ts';
import { Button, Notice, Panel, Segmented, TextArea, useToasts, useFailed } from '../../../ui/index.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { fieldText, listOf, manifestOf, type Members } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { AnalysisView } from './analysis/AnalysisView.tsx';
import { TestEditor } from './TestEditor.tsx';
import { testsOf, testsText } from './test-form.ts';
import { TestTable } from './TestTable.tsx';
import { useJudgmentTest } from './use-judgment-test.ts';
import { useTakeTests } from './use-take-tests.ts';
import { useTestRun, type TestRun } from './use-test-run.ts';

function RunState({ run, total }: { run: TestRun; total: number }) {
  const { t } = useTranslation('rule-tests');
  const passed = [...run.results.values()].filter((result) => result.passed).length;
  if (run.state === 'errors') return t('notRun');
  if (run.state === 'running') return t('running');
  if (run.state === 'failed') return t('runFailed');
  return <strong>{t('passed', { passed, total })}</strong>;
}

function TestDesk({ tests, run }: { tests: readonly Members[]; run: TestRun }) {
  const { t } = useTranslation('rule-tests');
  const { id, draft, change } = useDesk();
  const show = useToasts((state) => state.show);
  const [chosen, setChosen] = useState<number | null>(tests.length > 0 ? 0 : null);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const editor = useRef<HTMLDivElement>(null);
  const place = useShownPlace((state) => state.place);
  const [seenTurn, setSeenTurn] = useState(0);
  if (place?.ruleset === id && place.file === 'tests.json' && place.turn !== seenTurn) {
    setSeenTurn(place.turn);
    setChosen(Number(place.path.split('.')[0] ?? 0));
  }
  const put = (next: readonly Members[]) => change({ tests: testsText(next) });
  const names = listOf(manifestOf(draft.texts.manifest)?.['inputs']).map(({ name }) => fieldText(name));
  const test = chosen === null ? undefined : tests[chosen];
  const edit = () =>
    requestAnimationFrame(() => editor.current?.querySelector<HTMLElement>('input, select')?.focus());
  const add = (added: Members) => {
    put([...tests, added]);
    setChosen(tests.length);
    setOnlyFailed(false);
    edit();
  };
  useJudgmentTest(add);
  const remove = () => {
    if (chosen === null || test === undefined) return;
    put(tests.filter((_, index) => index !== chosen));
    setChosen(tests.length === 1 ? null : Math.min(chosen, tests.length - 2));
    const back = () => put(tests);
    show({
      tone: 'done',
      text: (say) => say('rule-tests:removed', { name: fieldText(test['name']) }),
      action: { label: (say) => say('rules:undo'), run: back },
    });
  };
  const rows = tests
    .map((each, index) => ({ index, test: each }))
    .filter(({ index }) => !onlyFailed || run.results.get(index)?.passed === false);
  return (
    <div className="grid min-h-0 grow grid-cols-[minmax(0,5fr)_minmax(22rem,2fr)] gap-2">
      <Panel
        title={t('list')}
        bodyClassName="overflow-auto"
        aside={
          <>
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-action"
                checked={onlyFailed}
                onChange={(event) => setOnlyFailed(event.target.checked)}
              />
              {t('onlyFailed')}
            </label>
            <Button variant="quiet" className="min-h-8" disabled={test === undefined} onClick={remove}>
              {t('remove')}
            </Button>
            <Button
              variant="quiet"
              className="min-h-8"
              disabled={test === undefined}
              onClick={() => test && add({ ...test, name: t('copyName', { name: fieldText(test['name']) }) })}
            >
              {t('copy')}
            </Button>
            <Button
              variant="quiet"
              className="min-h-8"
              onClick={() => add({ name: t('newName'), input: {}, expect: {} })}
            >
              {t('add')}
            </Button>
          </>
        }
      >
        {tests.length === 0 ? (
          <Notice title={t('none')}>{t('noneText')}</Notice>
        ) : rows.length === 0 ? (
          <Notice title={t('noFailed')} />
        ) : (
          <TestTable
            rows={rows}
            inputs={names}
            results={run.results}
            chosen={chosen}
            onChoose={setChosen}
            onEdit={edit}
          />
        )}
      </Panel>
      <div ref={editor} className="min-h-0 overflow-auto">
        {chosen === null || test === undefined ? (
          <Notice title={t('choose')} />
        ) : (
          <TestEditor
            key={chosen}
            index={chosen}
            test={test}
            result={run.results.get(chosen)}
            onChange={(next) => put(tests.map((other, index) => (index === chosen ? next : other)))}
          />
        )}
      </div>
    </div>
  );
}

/** The test cases stored with the ruleset: run on every change, edited in place. */
export default function TestsTab() {
  const { t } = useTranslation('rule-tests');
  const { id, draft, change } = useDesk();
  const failed = useFailed();
  const [view, setView] = useState<'table' | 'analysis' | 'json'>('table');
  const run = useTestRun();
  const tests = testsOf(draft.texts.tests);
  const again = () => {
    if (run.state === 'failed') failed((say) => say('rule-tests:runFailed'))(run.error);
    run.again();
  };
  const { take } = useTakeTests();
  useShortcut('rules-run', again);
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t('view')}
          value={view}
          onChange={setView}
          choices={[
            { value: 'table', label: t('table') },
            { value: 'analysis', label: t('rule-analysis:view') },
            { value: 'json', label: 'tests.json' },
          ]}
        />
        <Button disabled={run.state === 'errors'} title="Ctrl+Enter" onClick={again}>
          {t('run')}
        </Button>
        <span role="status">
          <RunState run={run} total={tests?.length ?? 0} />
        </span>
      </div>
      {view === 'json' ? (
        <TextArea
          aria-label={t('raw', { id })}
          spellCheck={false}
          className="min-h-60 grow resize-none font-mono"
          value={draft.texts.tests}
          onChange={(event) => change({ tests: event.target.value })}
        />
      ) : tests === null ? (
        <Notice title={t('noJson')} action={<Button onClick={() => setView('json')}>{t('toJson')}</Button>}>
          {t('noJsonText')}
        </Notice>
      ) : view === 'analysis' ? (
        <AnalysisView take={take} />
      ) : (
        <TestDesk tests={tests} run={run} />
      )}
    </div>
  );
}
