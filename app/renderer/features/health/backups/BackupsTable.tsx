import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../../../shared/contract/backups.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { formatBytes, formatDateTime } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Table, Td, Th, Time, useToasts, useFailed } from '../../../ui/index.ts';

interface BackupsTableProps {
  readonly items: readonly Backup[];
  /** The server is away, or works on one. */
  readonly disabled: boolean;
  readonly onRestore: (backup: Backup) => void;
  readonly onRemove: (backup: Backup) => void;
}

/** The backups, newest first. */
export function BackupsTable({ items, disabled, onRestore, onRemove }: BackupsTableProps) {
  const { t } = useTranslation('backups');
  const language = useLanguage();
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('made')}</Th>
          <Th>{t('kind')}</Th>
          <Th numeric>{t('size')}</Th>
          <Th>{t('program')}</Th>
          <Th>
            <span className="sr-only">{t('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((backup) => (
          <tr key={backup.name}>
            <Td middle className="whitespace-nowrap">
              <Time at={backup.createdAt} />
            </Td>
            <Td middle>{t(`by.${backup.kind}`)}</Td>
            <Td middle numeric>
              {formatBytes(backup.bytes, language)}
            </Td>
            <Td middle>{backup.version}</Td>
            <Td>
              <div className="flex justify-end gap-2">
                <VerifyButton backup={backup} disabled={disabled} />
                <Button disabled={disabled} onClick={() => onRestore(backup)}>
                  {t('restore')}
                </Button>
                <Button variant="quiet" disabled={disabled} onClick={() => onRemove(backup)}>
                  {t('remove')}
                </Button>
              </div>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function VerifyButton({ backup: { name, createdAt }, disabled }: { backup: Backup; disabled: boolean }) {
  const { t } = useTranslation('backups');
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const at = formatDateTime(createdAt);
  const verify = useMutation(
    trpc.backups.verify.mutationOptions({
      onSuccess: ({ reason }) =>
        show(
          reason === null
            ? { tone: 'done', text: (say) => say('backups:whole', { at }) }
            : {
                tone: 'failed',
                text: (say) => say('backups:notWhole', { at }),
                detail: (_, language) => textOfReason(reason, language),
              },
        ),
      onError: failed((say) => say('backups:failed.verify')),
    }),
  );
  return (
    <Button variant="quiet" disabled={disabled || verify.isPending} onClick={() => verify.mutate({ name })}>
      {verify.isPending ? t('verifying') : t('verify')}
    </Button>
  );
}
