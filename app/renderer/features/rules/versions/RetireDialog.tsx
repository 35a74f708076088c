import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Dialog, Field, TextInput, useToasts, useFailed } from '../../../ui/index.ts';
import { useActivation } from './use-activation.ts';

interface RetireProps {
  readonly id: string;
  readonly active: number;
  readonly machines: readonly string[];
  readonly onClose: () => void;
}

/** Stops judging by this ruleset; its versions and judgments stay. */
export function RetireDialog({ id, active, machines, onClose }: RetireProps) {
  const { t } = useTranslation('rule-versions');
  const live = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [reason, setReason] = useState('');
  const { back } = useActivation(id);
  const retire = useMutation({
    mutationFn: () => trpcClient.rules.desk.retire.mutate({ id, active, reason }),
    onSuccess: (answer) => {
      queryClient.setQueryData(trpc.rules.desk.activations.queryKey({ id }), answer);
      void queryClient.invalidateQueries(trpc.rules.pathFilter());
      onClose();
      show({
        tone: 'done',
        topic: `activation of ${id}`,
        text: (say) => say('rule-versions:retire.done', { id }),
        action: { label: (say) => say('rules:undo'), run: () => back(active, null) },
      });
    },
    onError: failed((say) => say('rule-versions:retire.failed')),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('retire.title', { id })}
      description={t('retire.text', { count: machines.length })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!live || retire.isPending} onClick={() => retire.mutate()}>
            {t('retire.open')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {machines.length > 0 && <p>{machines.join(', ')}</p>}
        <Field label={t('activate.reason')}>
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
      </div>
    </Dialog>
  );
}
