import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryImport, ImportWishes } from '../../../../../shared/contract/history-import.ts';
import { formatBytes } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorDetailOf, trpc } from '../../../lib/trpc/index.ts';
import { Button, Panel } from '../../../ui/index.ts';
import { FaultTable } from './FaultTable.tsx';
import { ImportResultFigures } from './ImportResultFigures.tsx';
import { ImportSetup } from './ImportSetup.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { TakenBack } from './TakenBack.tsx';
import { UndoButton } from './UndoButton.tsx';
import { firstWishes } from './wishes.ts';

/** One file: how it is read while that can still be chosen, then how far it is, then what came of it. */
export function ImportDetail({ job }: { readonly job: HistoryImport }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const client = useQueryClient();
  const [wishes, setWishes] = useState<ImportWishes>(job.options ?? firstWishes);
  const settled = { onSettled: () => client.invalidateQueries(trpc.imports.pathFilter()) };
  const run = useMutation(trpc.imports.run.mutationOptions(settled));
  const cancel = useMutation(trpc.imports.cancel.mutationOptions(settled));
  const isOpen = job.state === 'ready' || job.state === 'refused';
  const begin = (skipBadRows: boolean) => run.mutate({ id: job.id, ...wishes, skipBadRows });
  const error = run.error ?? cancel.error;
  return (
    <Panel
      title={job.name}
      aside={`${formatBytes(job.size, language)} · ${t(`state.${job.state}`)}`}
      bodyClassName="flex flex-col gap-3 overflow-auto p-3"
    >
      {error && (
        <p role="alert" className="font-semibold">
          ✕ {errorDetailOf(error)}
        </p>
      )}
      {job.problem !== null && (
        <p className="font-semibold">{job.said === null ? job.problem : textOfReason(job.said, language)}</p>
      )}
      {job.state === 'refused' && (
        <div role="status" className="flex shrink-0 flex-col gap-2 border border-line-strong bg-raised p-3">
          <p className="font-semibold">{t('refused', { count: job.result?.badRows ?? 0 })}</p>
          <p>{t('refusedHelp')}</p>
          <div>
            <Button onClick={() => begin(true)} disabled={run.isPending}>
              {t('skip', { count: job.result?.badRows ?? 0 })}
            </Button>
          </div>
        </div>
      )}
      <Running job={job} onCancel={() => cancel.mutate({ id: job.id })} />
      {job.state === 'cancelled' && job.takenBack === null && <p>{t('nothingAdded')}</p>}
      {job.takenBack !== null && job.state !== 'takingBack' && <TakenBack takenBack={job.takenBack} />}
      {job.result !== null && <ImportResultFigures result={job.result} state={job.state} />}
      {job.faults.length > 0 && <FaultTable id={job.id} name={job.name} faults={job.faults} />}
      {job.state === 'done' && job.undoable !== null && job.undoable > 0 && <UndoButton job={job} />}
      {isOpen && (
        <ImportSetup
          id={job.id}
          wishes={wishes}
          onChange={setWishes}
          isBusy={run.isPending}
          onRun={() => begin(false)}
          onDrop={() => cancel.mutate({ id: job.id })}
        />
      )}
    </Panel>
  );
}

const RUNNING = new Set<HistoryImport['state']>(['waiting', 'checking', 'adding', 'takingBack']);

function Running({ job, onCancel }: { readonly job: HistoryImport; readonly onCancel: () => void }) {
  const { t } = useTranslation('import');
  if (!RUNNING.has(job.state)) return null;
  const { done, total } = job.progress ?? { done: 0, total: 0 };
  return (
    <div className="flex max-w-160 shrink-0 flex-col gap-2">
      <ProgressBar label={t(`running.${job.state}`)} done={done} total={total} />
      {(job.state === 'adding' || job.state === 'takingBack') && (
        <p className="text-sm text-ink-2">{t(`runningHelp.${job.state}`)}</p>
      )}
      {job.state !== 'takingBack' && (
        <div>
          <Button onClick={onCancel}>{t('cancel')}</Button>
        </div>
      )}
    </div>
  );
}
