import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { useTagNames } from '../../../lib/tags/use-tag-names.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, Field, LoadingNotice, Notice, Panel, TextInput } from '../../../ui/index.ts';
import { BranchPanel } from './BranchPanel.tsx';
import { ChangeList } from './ChangeList.tsx';
import { DerivedDialog } from './DerivedDialog.tsx';
import { SheetDialog } from './SheetDialog.tsx';
import { TagPanel } from './TagPanel.tsx';
import { TagsTree, type TreeHandle } from './TagsTree.tsx';
import { droppedPath, LEVELS, rowsOf, treeOf, type TreeNode } from './tree-rows.ts';
import { useTagEdits } from './use-tag-edits.ts';

/** Tags a search opens in the tree; with more, its branches stay closed. */
const OPENED_AT_ONCE = 2_000;
const PAGE = 500;

interface Found {
  readonly ids: readonly number[];
  /** Of all that were found, those above `OPENED_AT_ONCE` too. */
  readonly total: number;
}

/** Ids of what the server finds, page by page. */
async function idsFound(search: string): Promise<Found> {
  const ids: number[] = [];
  let total: number;
  let cursor: string | undefined;
  do {
    const page = await trpcClient.dataHub.tags.query({
      search,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.items.map(({ id }) => id));
    ({ total, nextCursor: cursor } = page);
  } while (cursor !== undefined && ids.length < OPENED_AT_ONCE);
  return { ids, total };
}

/** The tags in the plant's tree: found, named, given units, moved to where they belong. */
export default function TagsView() {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'sheet' | 'derived' | null>(null);
  const names = useTagNames();
  const found = useQuery({
    queryKey: [...trpc.dataHub.tags.queryKey(), 'ids', wanted],
    queryFn: () => idsFound(wanted),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const { edit, undo } = useTagEdits();
  const result = wanted === '' ? undefined : found.data;
  const only = result?.ids;
  const tagsTree = useRef<TreeHandle>(null);
  const tree = useMemo(
    () => names.data && treeOf(names.data, only === undefined ? undefined : new Set(only)),
    [names.data, only],
  );
  const rows = useMemo(() => {
    if (names.data === undefined || tree === undefined) return [];
    const { id, ko, en } = names.data;
    const place = new Map(id.map((each, index) => [each, index]));
    const nameOf = (each: number) => {
      const index = place.get(each) ?? -1;
      return { ko: ko[index] ?? null, en: en[index] ?? null };
    };
    return rowsOf(tree, open, only !== undefined && only.length < OPENED_AT_ONCE, nameOf);
  }, [names.data, tree, open, only]);

  if (names.isPending) return <LoadingNotice />;
  if (names.data === undefined)
    return <ErrorNotice error={names.error} onRetry={() => void names.refetch()} />;

  const pathOf = new Map(names.data.id.map((id, index) => [id, names.data.path[index] ?? '']));
  const node = rows.find((row) => row.node.prefix === chosen)?.node;
  const move = (moved: TreeNode, target: TreeNode): void =>
    edit.mutate(
      moved.ids.map((id) => ({ id, patch: { path: droppedPath(pathOf.get(id) ?? '', target) } })),
      { onSuccess: () => setOpen((known) => new Set(known).add(target.prefix)) },
    );

  return (
    <div className="grid h-full min-h-100 grid-cols-1 gap-2 lg:grid-cols-[minmax(0,3fr)_minmax(0,4fr)]">
      <Panel
        title={t('title')}
        aside={
          <>
            {t('count', {
              shown: formatNumber(result?.total ?? tree?.ids.length ?? 0, language, 6),
              all: formatNumber(names.data.id.length, language, 6),
            })}
            <Button variant="quiet" onClick={() => setDialog('derived')}>
              {t('derived.new')}
            </Button>
            <Button variant="quiet" onClick={() => setDialog('sheet')}>
              {t('sheet.open')}
            </Button>
          </>
        }
        bodyClassName="flex flex-col"
      >
        <div className="border-b border-line p-2">
          <Field label={t('search')} hideLabel>
            {(ids) => (
              <TextInput
                {...ids}
                type="search"
                value={search}
                placeholder={t('search')}
                onChange={(event) => setSearch(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') setSearch('');
                  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
                  event.preventDefault();
                  tagsTree.current?.enter();
                }}
              />
            )}
          </Field>
          {result !== undefined && result.total > result.ids.length && (
            <p className="mt-1 text-sm text-ink-3">
              {t('foundMore', { shown: formatNumber(result.ids.length, language, 6) })}
            </p>
          )}
        </div>
        <div className="min-h-0 grow" aria-busy={found.isFetching}>
          {found.isError && wanted !== '' ? (
            <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
          ) : rows.length === 0 ? (
            <Notice mark="nodata" title={t(wanted === '' ? 'none' : 'notFound')}>
              {wanted === '' ? t('noneText') : undefined}
            </Notice>
          ) : (
            <TagsTree
              ref={tagsTree}
              rows={rows}
              chosen={chosen}
              onChoose={({ prefix }) => setChosen(prefix)}
              onToggle={(prefix) =>
                setOpen((known) => {
                  const next = new Set(known);
                  if (!next.delete(prefix)) next.add(prefix);
                  return next;
                })
              }
              onDrop={move}
            />
          )}
        </div>
      </Panel>
      <div className="flex min-h-0 flex-col gap-2">
        {node === undefined ? (
          <Panel title={t('details')} className="grow">
            <Notice title={t('choose')}>{t('chooseText')}</Notice>
          </Panel>
        ) : node.depth === LEVELS ? (
          <TagPanel key={node.ids[0]} id={node.ids[0] ?? 0} onMoved={setChosen} />
        ) : (
          <BranchPanel
            key={node.prefix}
            node={node}
            pathOf={(id) => pathOf.get(id) ?? ''}
            pending={edit.isPending}
            onEdit={(edits) => edit.mutate(edits)}
          />
        )}
        <SheetDialog open={dialog === 'sheet'} onOpenChange={() => setDialog(null)} />
        {dialog === 'derived' && (
          <DerivedDialog id={null} path={chosen ?? ''} derivation={null} onClose={() => setDialog(null)} />
        )}
        <ChangeList pending={undo.isPending} onUndo={(id) => undo.mutate({ id })} />
      </div>
    </div>
  );
}
