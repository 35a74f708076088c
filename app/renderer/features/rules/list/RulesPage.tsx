import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DeskLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { useTitle } from '../../../lib/hooks/use-title.ts';
import { useShortcut } from '../../../lib/shortcuts/use-shortcut.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, TextInput } from '../../../ui/index.ts';
import { ImportButton } from './ImportButton.tsx';
import { NewRulesetDialog } from './NewRulesetDialog.tsx';
import { RulesetTable } from './RulesetTable.tsx';

/** Every word in id, names or machines, as one types. */
function matches(line: DeskLine, search: string): boolean {
  const text = [line.id, line.name.ko, line.name.en, ...line.boundEquipment]
    .join(' ')
    .normalize('NFC')
    .toLowerCase();
  return search
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The command line brings versions too; no event tells of those that do not judge. */
const EVERY_MS = 5_000;

/** The rulesets of this station. */
export default function RulesPage() {
  const { t } = useTranslation('rules');
  useTitle(t('title'));
  const navigate = useNavigate();
  const live = useIsLive();
  const list = useQuery(trpc.rules.desk.list.queryOptions(undefined, { refetchInterval: EVERY_MS }));
  // Of versions, which the list has first: none waits for the other.
  const paths = useQuery(trpc.rules.desk.paths.queryOptions(undefined, { refetchInterval: EVERY_MS }));
  const pathOf = useMemo(() => new Map(paths.data?.items.map(({ id, path }) => [id, path])), [paths.data]);
  const [search, setSearch] = useState('');
  const [isNew, setNew] = useState(false);
  const filter = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const lines = (list.data?.items ?? []).filter((line) => matches(line, search));
  const intoTable = () => table.current?.querySelector<HTMLElement>('tbody tr')?.focus();
  useShortcut('rules-filter', () => filter.current?.focus());
  useShortcut('rules-new', () => setNew(true), live);
  return (
    <div className="flex h-full min-h-80 flex-col gap-2 p-2">
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex flex-wrap items-center gap-2 border border-line bg-panel p-2">
        <TextInput
          ref={filter}
          type="search"
          aria-label={t('filter')}
          placeholder={t('filterHint')}
          className="max-w-80"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault();
              intoTable();
            }
          }}
        />
        <span role="status" className="px-2 text-sm text-ink-2">
          {list.data && t('count', { shown: lines.length, total: list.data.items.length })}
        </span>
        <span className="grow" />
        <ImportButton lines={list.data?.items ?? []} />
        <Button variant="primary" disabled={!live} onClick={() => setNew(true)}>
          {t('new.open')}
        </Button>
      </div>
      <div className="min-h-0 grow overflow-auto border border-line bg-panel">
        {list.isPending ? (
          <LoadingNotice />
        ) : list.error ? (
          <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        ) : lines.length === 0 ? (
          <Notice
            title={t(search === '' ? 'none' : 'noneFound')}
            action={
              search === '' ? undefined : <Button onClick={() => setSearch('')}>{t('clearFilter')}</Button>
            }
          />
        ) : (
          <RulesetTable
            ref={table}
            lines={lines}
            pathOf={pathOf}
            onOpen={(id) => void navigate(`/rules/${id}`)}
          />
        )}
      </div>
      {isNew && <NewRulesetDialog taken={list.data?.items ?? []} onClose={() => setNew(false)} />}
    </div>
  );
}
