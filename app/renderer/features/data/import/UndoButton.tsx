import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryImport } from '../../../../../shared/contract/history-import.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorDetailOf, trpc } from '../../../lib/trpc/index.ts';
import { Button, Dialog } from '../../../ui/index.ts';

/** Takes everything out of the history again that an import added, after the number of values was seen. */
export function UndoButton({ job }: { readonly job: HistoryImport }) {
  const { t } = useTranslation('import');
  const { t: common } = useTranslation('common');
  const language = useLanguage();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const undo = useMutation(
    trpc.imports.undo.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.imports.pathFilter()),
    }),
  );
  const values = formatNumber(job.undoable ?? 0, language, 15);
  return (
    <div className="shrink-0">
      <Button disabled={undo.isPending} onClick={() => setAsking(true)}>
        {t('undo.button')}
      </Button>
      {undo.error && (
        <p role="alert" className="font-semibold">
          ✕ {errorDetailOf(undo.error)}
        </p>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('undo.title', { name: job.name })}
        width="small"
        footer={
          <>
            <Button data-autofocus onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false);
                undo.mutate({ id: job.id });
              }}
            >
              {t('undo.confirm', { values })}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2 p-4">
          <p>{t('undo.what', { values })}</p>
          <p className="text-ink-2">{t('undo.alsoElsewhere')}</p>
          <p className="text-ink-2">{t('undo.stays')}</p>
        </div>
      </Dialog>
    </div>
  );
}
