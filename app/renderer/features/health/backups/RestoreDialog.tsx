import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { restoreOrderSchema, type Backup } from '../../../../../shared/contract/backups.ts';
import { formatDateTime } from '../../../lib/format/format.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Dialog, DialogForm, Field, TextInput, useToasts, useFailed } from '../../../ui/index.ts';

interface RestoreDialogProps {
  readonly backup: Backup;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says what is lost from sight before the station goes back, and asks why. */
export function RestoreDialog({ backup, onClose, onDone }: RestoreDialogProps) {
  const { t } = useTranslation('backups');
  const [reason, setReason] = useState('');
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const at = formatDateTime(backup.createdAt);
  const order = restoreOrderSchema.safeParse({ name: backup.name, reason });
  const restore = useMutation(
    trpc.backups.restore.mutationOptions({
      onSuccess: () => {
        onDone();
        show({ tone: 'done', text: (say) => say('backups:restoreDialog.done', { at }) });
      },
      onError: failed((say) => say('backups:failed.restore')),
    }),
  );
  const go = () => order.success && !restore.isPending && restore.mutate(order.data);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('restoreDialog.title', { at })}
      description={t('restoreDialog.text', { at })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!order.success || restore.isPending} onClick={go}>
            {restore.isPending ? t('verifying') : t('restoreDialog.confirm')}
          </Button>
        </>
      }
    >
      <DialogForm onSubmit={go}>
        <Field label={t('restoreDialog.reason')} hint={t('restoreDialog.reasonHint')}>
          {(ids) => (
            <TextInput
              {...ids}
              data-autofocus
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
