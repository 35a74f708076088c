import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';
import { useShortcut } from '../../../lib/shortcuts/use-shortcut.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel, Switch } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { FindingDetail } from './FindingDetail.tsx';
import { FindingTable } from './FindingTable.tsx';
import type { FindingsRun } from './use-findings.ts';

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Errors first, then by place; what was accepted stands at the end. */
function inOrder(findings: readonly CheckedFinding[]): CheckedFinding[] {
  const rank = ({ severity, accepted }: CheckedFinding) => RANK[severity] + (accepted === undefined ? 0 : 10);
  return findings.toSorted((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0));
}

export const findingKey = ({ code, fingerprint, line, column }: CheckedFinding): string =>
  `${code} ${fingerprint} ${line}:${column}`;

function State({ run, open }: { run: FindingsRun; open: number }) {
  const { t } = useTranslation('rule-checks');
  if (run.state === 'running') return t('running');
  if (run.state === 'errors') return t('notChecked');
  if (run.state === 'failed' || run.answer === null) return t('failed');
  const { conditions, runs, complete, provedAll } = run.answer;
  return (
    <>
      <strong>{open === 0 ? t('nothing') : t('found', { count: open })}</strong>
      {' · '}
      {t('looked', { conditions, runs })}
      {!provedAll && ` · ${t('notAllProved')}`}
      {!complete && ` · ${t('cutShort')}`}
    </>
  );
}

/** What the checker finds in the draft: list, witness, fix, and what is accepted. */
export default function ChecksTab() {
  const { t } = useTranslation('rule-checks');
  const { findings: run } = useDesk();
  const [withAccepted, setWithAccepted] = useState(false);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  useShortcut('rules-run', run.again);
  const all = inOrder(run.answer?.findings ?? []);
  const open = all.filter(({ accepted }) => accepted === undefined);
  const rows = withAccepted ? all : open;
  const chosen = rows.find((finding) => findingKey(finding) === chosenKey) ?? rows[0];
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button title="Ctrl+Enter" disabled={run.state === 'errors'} onClick={run.again}>
          {t('again')}
        </Button>
        <span role="status">
          <State run={run} open={open.length} />
        </span>
        <span className="ml-auto">
          <Switch
            label={t('showAccepted', { count: all.length - open.length })}
            checked={withAccepted}
            onChange={setWithAccepted}
          />
        </span>
      </div>
      {run.state === 'failed' ? (
        <ErrorNotice error={run.error} onRetry={run.again} />
      ) : run.state === 'errors' ? (
        <Notice title={t('notChecked')}>{t('notCheckedText')}</Notice>
      ) : run.answer === null ? (
        <LoadingNotice />
      ) : rows.length === 0 ? (
        <Notice mark="normal" title={t('nothing')}>
          {t('nothingText', { conditions: run.answer.conditions, runs: run.answer.runs })}
        </Notice>
      ) : (
        <div className="grid min-h-0 grow grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)] gap-2">
          <Panel title={t('list')} bodyClassName="overflow-auto">
            <FindingTable
              rows={rows}
              chosen={chosen}
              onChoose={(finding) => setChosenKey(findingKey(finding))}
            />
          </Panel>
          {chosen !== undefined && <FindingDetail key={findingKey(chosen)} finding={chosen} />}
        </div>
      )}
    </div>
  );
}
