import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MappingVersion } from '../../../../../shared/contract/topic-mappings.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice, LoadingNotice, Notice, Time } from '../../../ui/index.ts';

interface VersionsProps {
  readonly current: number;
  /** Why nothing can be taken again now. */
  readonly blocked: boolean;
  readonly onRestore: (version: number) => void;
  readonly onClose: () => void;
}

function ChangeText({ change }: { change: MappingVersion['change'] }) {
  const { t } = useTranslation('topics');
  const kinds = (['added', 'changed', 'removed'] as const).filter((kind) => change[kind].length > 0);
  return (
    <>
      {change.restored !== undefined && <p>{t('change.restored', { version: change.restored })}</p>}
      {change.imported === true && <p>{t('change.imported')}</p>}
      {kinds.map((kind) => (
        <p key={kind}>
          {t(`change.${kind}`)} {change[kind].join(', ')}
        </p>
      ))}
      {change.reordered && <p>{t('change.reordered')}</p>}
    </>
  );
}

/** Who changed the mappings, and when; any of these states can be taken again. */
export function VersionsDialog({ current, blocked, onRestore, onClose }: VersionsProps) {
  const { t } = useTranslation('topics');
  const history = useQuery(trpc.topicMappings.history.queryOptions());
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('versions')}>
      {blocked && <p className="px-4 pt-3 font-semibold">{t('saveFirst')}</p>}
      {history.isPending ? (
        <LoadingNotice />
      ) : history.error ? (
        <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />
      ) : history.data.items.length === 0 ? (
        <Notice title={t('noVersions')} />
      ) : (
        <ul>
          {history.data.items.map(({ version, savedAt, by, change }) => (
            <li key={version} className="flex gap-4 border-t border-line px-4 py-2">
              <strong className="tabular-nums">{version}</strong>
              <div className="min-w-0 grow">
                <p>
                  <Time at={savedAt} full /> · {by}
                </p>
                <div className="text-sm text-ink-2">
                  <ChangeText change={change} />
                </div>
              </div>
              {version === current ? (
                <span className="font-semibold">{t('inForce')}</span>
              ) : (
                <Button disabled={blocked} onClick={() => onRestore(version)}>
                  {t('takeAgain')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
