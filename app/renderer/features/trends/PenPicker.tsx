import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, Field, LoadingNotice, Notice, Panel, TextInput } from '../../ui/index.ts';
import { TagTree } from './TagTree.tsx';
import { useTagRows } from './use-tag-rows.ts';
import { useTrends } from './trends-store.ts';
import { canAddPen, removePen } from './view-state.ts';

interface PenPickerProps {
  readonly searchField: RefObject<HTMLInputElement | null>;
}

function toggledWith(toggled: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(toggled);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The plant's tags: found while typing, or by line and machine. A tag goes to the chosen chart, or where it is dropped. */
export function PenPicker({ searchField }: PenPickerProps) {
  const { t } = useTranslation('trends');
  const [search, setSearch] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<HTMLDivElement>(null);
  const { rows, loading, error, retry } = useTagRows(search, toggled);
  const view = useTrends((state) => state.view);
  const active = useTrends((state) => state.active);
  const chart = view.charts.find(({ id }) => id === active);
  const shown = new Set(chart?.pens.map(({ path }) => path));
  const { add, change } = useTrends.getState();

  return (
    <Panel title={t('picker.title')} className="h-full" bodyClassName="flex flex-col">
      <div className="border-b border-line p-2">
        <Field label={t('picker.search')} hideLabel>
          {(ids) => (
            <TextInput
              {...ids}
              ref={searchField}
              type="search"
              className="[&::-webkit-search-cancel-button]:appearance-none"
              value={search}
              placeholder={t('picker.search')}
              onChange={(event) => setSearch(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setSearch('');
                if (event.key !== 'ArrowDown') return;
                event.preventDefault();
                tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
              }}
            />
          )}
        </Field>
        <p className="mt-1 text-sm text-ink-3">{t('picker.target', { chart: active })}</p>
      </div>
      <div className="min-h-0 grow">
        {error && rows.length === 0 ? (
          <ErrorNotice error={error} onRetry={retry} />
        ) : loading ? (
          <LoadingNotice />
        ) : rows.length === 0 ? (
          <Notice title={t(search.trim() === '' ? 'picker.noTags' : 'picker.notFound')} />
        ) : (
          <TagTree
            ref={tree}
            rows={rows}
            isShown={(path) => shown.has(path)}
            canAdd={(path) => canAddPen(view, active, path)}
            onToggle={(key) => setToggled((known) => toggledWith(known, key))}
            onTag={(path) => (shown.has(path) ? change((now) => removePen(now, active, path)) : add(path))}
          />
        )}
      </div>
    </Panel>
  );
}
