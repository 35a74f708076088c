import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, DialogForm } from '../../../ui/index.ts';

interface TableDialogProps {
  readonly title: string;
  /** Buttons for what is there already, away from those that end the dialog. */
  readonly others: ReactNode;
  readonly canTake: boolean;
  readonly onTake: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** Asks what a column of a decision table is; taken by its button or Enter. */
export function TableDialog({ title, others, canTake, onTake, onCancel, children }: TableDialogProps) {
  const { t } = useTranslation('rule-table');
  return (
    <Dialog
      open
      onOpenChange={onCancel}
      title={title}
      width="small"
      footer={
        <>
          {others}
          <Button onClick={onCancel}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!canTake} onClick={onTake}>
            {t('take')}
          </Button>
        </>
      }
    >
      <DialogForm onSubmit={onTake}>{children}</DialogForm>
    </Dialog>
  );
}
