import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../../../shared/contract/data-hub.ts';
import { queryClient, trpc } from '../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  Field,
  IconButton,
  LoadingNotice,
  Notice,
  TextInput,
  Time,
} from '../../ui/index.ts';
import { savedChartsOf, viewOfSaved } from './saved-view.ts';
import { useTrends } from './trends-store.ts';

/** Views kept on the station: open one, keep the present one under a name, or delete. */
export function SavedViews() {
  const { t } = useTranslation('trends');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('views.open')}</Button>
      {open && <SavedViewsDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function SavedViewsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('trends');
  const views = useQuery(trpc.dataHub.views.queryOptions());
  const remove = useMutation(trpc.dataHub.deleteView.mutationOptions({ onSettled: refetchViews }));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('views.title')} width="small">
      <SaveForm views={views.data ?? []} />
      {remove.error && <ErrorNotice error={remove.error} />}
      {views.isPending ? (
        <LoadingNotice />
      ) : views.error ? (
        <ErrorNotice error={views.error} onRetry={() => void views.refetch()} />
      ) : views.data.length === 0 ? (
        <Notice title={t('views.none')} />
      ) : (
        <ul>
          {views.data.map((view) => (
            <ViewItem
              key={view.id}
              view={view}
              onOpened={onClose}
              onDelete={() => remove.mutate({ id: view.id })}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function refetchViews(): void {
  void queryClient.invalidateQueries(trpc.dataHub.views.pathFilter());
}

function ViewItem({
  view,
  onOpened,
  onDelete,
}: {
  view: SavedView;
  onOpened: () => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const [asking, setAsking] = useState(false);
  const pens = view.charts.reduce((sum, chart) => sum + chart.pens.length, 0);
  const open = (): void => {
    useTrends.getState().change(() => viewOfSaved(view));
    onOpened();
  };
  return (
    <li className="flex min-h-12 items-center gap-2 border-t border-line px-4">
      <button type="button" onClick={open} className="min-h-12 min-w-0 grow text-left hover:underline">
        <span className="block truncate font-medium">{view.name}</span>
        <span className="block text-sm text-ink-2">
          {t('views.content', { charts: view.charts.length, pens })} · <Time at={view.updatedAt} />
        </span>
      </button>
      {asking ? (
        <>
          <Button variant="primary" onClick={onDelete}>
            {t('views.deleteNow')}
          </Button>
          <Button onClick={() => setAsking(false)}>{common('cancel')}</Button>
        </>
      ) : (
        <IconButton
          icon="close"
          label={t('views.delete', { name: view.name })}
          onClick={() => setAsking(true)}
        />
      )}
    </li>
  );
}

function SaveForm({ views }: { views: readonly SavedView[] }) {
  const { t } = useTranslation('trends');
  const [name, setName] = useState('');
  const save = useMutation(
    trpc.dataHub.saveView.mutationOptions({ onSuccess: () => setName(''), onSettled: refetchViews }),
  );
  const trimmed = name.trim();
  const known = views.find((view) => view.name === trimmed);
  return (
    <form
      className="flex flex-col gap-2 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed === '') return;
        const charts = savedChartsOf(useTrends.getState().view);
        save.mutate({ id: known?.id ?? crypto.randomUUID(), name: trimmed, charts });
      }}
    >
      <div className="flex items-end gap-2">
        <Field label={t('views.name')} className="grow" hint={known && t('views.replaces')}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={trimmed === '' || save.isPending}>
          {t(known ? 'views.replace' : 'views.save')}
        </Button>
      </div>
      {save.error && <ErrorNotice error={save.error} />}
    </form>
  );
}
