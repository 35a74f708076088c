import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../../../shared/contract/backups.ts';
import { formatDateTime } from '../../../lib/format/format.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Dialog, useToasts, useFailed } from '../../../ui/index.ts';

export function RemoveBackupDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { t } = useTranslation('backups');
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const at = formatDateTime(backup.createdAt);
  const remove = useMutation(
    trpc.backups.remove.mutationOptions({
      onSuccess: () => {
        onClose();
        show({ tone: 'done', text: (say) => say('backups:removeDialog.done', { at }) });
      },
      onError: failed((say) => say('backups:failed.remove')),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('removeDialog.title', { at })}
      description={t('removeDialog.text')}
      width="small"
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            variant="primary"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ name: backup.name })}
          >
            {t('removeDialog.confirm')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
