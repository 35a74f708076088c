import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostics } from '../../../../../shared/contract/diagnostics.ts';
import { formatBytes, formatDateTime } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice, LoadingNotice, useToasts } from '../../../ui/index.ts';
import { SectionRow } from './SectionRow.tsx';
import { timeStamp } from '../../../../../shared/util/time-stamp.ts';

const fileNameOf = ({ madeAt }: Diagnostics): string => `aif-diagnostics-${timeStamp(madeAt)}.json`;
const textOf = (bundle: Diagnostics): string => `${JSON.stringify(bundle, null, 2)}\n`;

/** What a diagnostic file would have in it, to be read before it is saved and sent; sections may be left out. */
export function DiagnosticsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('diagnostics');
  const language = useLanguage();
  const show = useToasts((state) => state.show);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  // As of when it was opened: what is read is what is saved.
  const gathered = useQuery(
    trpc.diagnostics.get.queryOptions(undefined, { staleTime: Infinity, gcTime: 0, retry: false }),
  );
  const bundle = gathered.data && {
    ...gathered.data,
    sections: gathered.data.sections.filter(({ name }) => !left.has(name)),
  };
  const text = bundle && textOf(bundle);
  const save = () => {
    if (bundle === undefined || text === undefined) return;
    const name = fileNameOf(bundle);
    saveFile(new Blob([text], { type: 'application/json' }), name);
    show({ tone: 'done', text: (say) => say('diagnostics:saved', { name }) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('description')}
      width="large"
      footer={
        <>
          {bundle && text !== undefined && (
            <span className="mr-auto self-center text-ink-2">
              {t('asOf', {
                at: formatDateTime(bundle.madeAt),
                size: formatBytes(new Blob([text]).size, language),
              })}
            </span>
          )}
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!bundle || bundle.sections.length === 0} onClick={save}>
            {t('save')}
          </Button>
        </>
      }
    >
      {gathered.isPending ? (
        <LoadingNotice />
      ) : gathered.data === undefined ? (
        <ErrorNotice error={gathered.error} onRetry={() => void gathered.refetch()} />
      ) : (
        <ul className="m-4 border border-line">
          {gathered.data.sections.map((section) => (
            <SectionRow
              key={section.name}
              section={section}
              isIncluded={!left.has(section.name)}
              onInclude={(isIncluded) => {
                const next = new Set(left);
                if (isIncluded) next.delete(section.name);
                else next.add(section.name);
                setLeft(next);
              }}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}
