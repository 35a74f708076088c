import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel, Table, Td, Th, Time } from '../../../ui/index.ts';

const SHOWN = 50;

interface ChangeListProps {
  readonly pending: boolean;
  readonly onUndo: (id: number) => void;
}

/** Who changed which tags, and the way back. */
export function ChangeList({ pending, onUndo }: ChangeListProps) {
  const { t } = useTranslation('tags');
  const changes = useQuery(trpc.dataHub.tagChanges.queryOptions({ limit: SHOWN }));
  const items = changes.data?.items ?? [];
  return (
    <Panel title={t('changes.title')} className="h-44 shrink-0" bodyClassName="overflow-auto">
      {changes.isPending ? (
        <LoadingNotice />
      ) : changes.isError && !changes.data ? (
        <ErrorNotice error={changes.error} onRetry={() => void changes.refetch()} />
      ) : items.length === 0 ? (
        <Notice title={t('changes.none')} />
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>{t('changes.at')}</Th>
              <Th>{t('changes.by')}</Th>
              <Th>{t('changes.what')}</Th>
              <Th>{t('changes.back')}</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((change) => (
              <tr key={change.id}>
                <Td middle className="whitespace-nowrap">
                  <Time at={change.at} />
                </Td>
                <Td middle>{change.by}</Td>
                <Td middle className="wrap-anywhere">
                  {t(`changes.kind.${change.kind}`)} · {change.first}
                  {change.tags > 1 && ` ${t('changes.more', { count: change.tags - 1 })}`}
                  {change.moved > 0 && ` · ${t('changes.moved', { count: change.moved })}`}
                </Td>
                <Td middle className="whitespace-nowrap">
                  {change.undone ? (
                    t('changes.undone')
                  ) : (
                    <Button
                      variant="quiet"
                      className="-my-2 -ml-3"
                      disabled={pending}
                      onClick={() => onUndo(change.id)}
                    >
                      {t('changes.undo')}
                    </Button>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
