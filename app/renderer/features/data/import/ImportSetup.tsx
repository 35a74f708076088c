import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportPreview, ImportWishes } from '../../../../../shared/contract/history-import.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice } from '../../../ui/index.ts';
import { FormFields } from './FormFields.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { TimeFields } from './TimeFields.tsx';
import { ValueColumns } from './ValueColumns.tsx';

interface ImportSetupProps {
  readonly id: string;
  readonly wishes: ImportWishes;
  readonly onChange: (wishes: ImportWishes) => void;
  readonly isBusy: boolean;
  readonly onRun: () => void;
  readonly onDrop: () => void;
}

export interface PartProps {
  readonly preview: ImportPreview;
  readonly wishes: ImportWishes;
  readonly onChange: (wishes: ImportWishes) => void;
}

const BLOCKING = new Set<string>(['noTime', 'noValues', 'noTagPath']);

/** How a file is read: everything guessed, each to be changed, and its first rows as they would be stored. */
export function ImportSetup({ id, wishes, onChange, isBusy, onRun, onDrop }: ImportSetupProps) {
  const { t } = useTranslation('import');
  const query = useQuery(
    trpc.imports.preview.queryOptions(
      { id, ...wishes },
      { placeholderData: keepPreviousData, staleTime: Infinity },
    ),
  );
  if (query.isPending) return <LoadingNotice />;
  if (query.error || !query.data)
    return (
      <div className="flex flex-col gap-2">
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
        <div className="flex justify-center gap-2">
          <Button onClick={() => onChange({})}>{t('guessAgain')}</Button>
          <Button onClick={onDrop}>{t('discard')}</Button>
        </div>
      </div>
    );
  const preview = query.data;
  const part = { preview, wishes, onChange };
  return (
    <div className="flex shrink-0 flex-col gap-3">
      {preview.doubts.length > 0 && (
        <ul role="status" className="border border-line-strong bg-raised p-3">
          {preview.doubts.map((doubt) => (
            <li key={doubt} className={BLOCKING.has(doubt) ? 'font-semibold' : ''}>
              {t(`doubt.${doubt}`)}
            </li>
          ))}
        </ul>
      )}
      <FormFields {...part} />
      <TimeFields {...part} />
      <ValueColumns {...part} />
      <PreviewTable preview={preview} />
      <div className="flex gap-2">
        <Button
          variant="primary"
          size="large"
          onClick={onRun}
          disabled={isBusy || query.isPlaceholderData || preview.doubts.some((doubt) => BLOCKING.has(doubt))}
        >
          {t('run')}
        </Button>
        <Button size="large" onClick={onDrop} disabled={isBusy}>
          {t('discard')}
        </Button>
      </div>
      <p className="text-sm text-ink-2">{t('runHelp')}</p>
    </div>
  );
}
