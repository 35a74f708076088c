import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { Button, Dialog, useToasts, useFailed } from '../../../ui/index.ts';
import { downloadBundle } from '../list/bundle.ts';
import type { Desk } from '../use-desk.ts';

/** Deletes a ruleset that never judged. What it was can be begun anew from here for a while. */
export function DeleteDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const { id, draft, line } = desk;
  const again = () => {
    const name = line?.name ?? { ko: id, en: id };
    trpcClient.rules.desk.begin.mutate({ id, name, texts: draft.texts }).then(
      () => navigate(`/rules/${id}`),
      failed((say) => say('rules:notTakenBack')),
    );
  };
  const remove = useMutation({
    mutationFn: () => trpcClient.rules.desk.remove.mutate({ id }),
    onSuccess: () => {
      onClose();
      void navigate('/rules');
      show({
        tone: 'done',
        text: (say) => say('rules:delete.done', { id }),
        action: { label: (say) => say('rules:takeBack'), run: again },
      });
    },
    onError: failed((say) => say('rules:delete.failed')),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('delete.title', { id })}
      description={t('delete.text', { count: line?.newestVersion ?? 0 })}
      width="small"
      footer={
        <>
          <Button onClick={() => downloadBundle(id, draft.texts, show)}>{t('export')}</Button>
          <Button data-autofocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t('delete.open')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
