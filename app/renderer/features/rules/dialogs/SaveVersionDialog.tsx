import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { Button, Dialog, Field, TextArea, useToasts, useFailed } from '../../../ui/index.ts';
import { rulePath } from '../rule-path.ts';
import type { Desk } from '../use-desk.ts';

/** The draft becomes a version; a comment says what for. */
export function SaveVersionDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { t } = useTranslation('rules');
  const { id } = desk;
  const navigate = useNavigate();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [comment, setComment] = useState('');
  const save = useMutation({
    mutationFn: async () => {
      const revision = (await desk.saved()) ?? 0;
      return trpcClient.rules.desk.saveVersion.mutate({ id, revision, comment });
    },
    onSuccess: ({ version, isNew }) => {
      show({
        tone: 'done',
        text: (say) => say(isNew ? 'rules:saveVersion.done' : 'rules:saveVersion.known', { version }),
        action: {
          label: (say) => say('rules:saveVersion.toVersions'),
          run: () => void navigate(rulePath(id, 'versions')),
        },
      });
      onClose();
    },
    onError: failed((say) => say('rules:saveVersion.failed')),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('saveVersion.title')}
      description={t('saveVersion.text')}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={save.isPending} onClick={() => save.mutate()}>
            {t('saveVersion.open')}
          </Button>
        </>
      }
    >
      <div className="p-4">
        <Field label={t('saveVersion.comment')}>
          {(ids) => (
            <TextArea
              {...ids}
              data-autofocus
              maxLength={2_000}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save.mutate();
              }}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
