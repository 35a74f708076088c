import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorCodeOf, errorDetailOf } from '../../../lib/trpc/index.ts';
import { Button, classNames } from '../../../ui/index.ts';
import { ProgressBar } from './ProgressBar.tsx';
import { useUpload } from './upload-store.ts';

/** Where a file is chosen or dropped; its sending with progress, cancel and what went wrong. */
export function FileDrop({ onSent }: { readonly onSent: (id: string) => void }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const { upload, send, sendAgain, cancel, dismiss } = useUpload();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const shown = (id: string | null) => (id === null ? undefined : onSent(id));
  const take = async (files: FileList | null) => {
    const [file] = files ?? [];
    if (file) shown(await send(file));
  };
  if (upload !== null && !upload.error) {
    const sizes = {
      done: formatBytes(upload.sent, language),
      total: formatBytes(upload.file.size, language),
    };
    return (
      <div className="flex flex-col gap-2 border border-line bg-panel p-3">
        <p className="font-medium wrap-anywhere">{upload.file.name}</p>
        <ProgressBar label={t('sending', sizes)} done={upload.sent} total={upload.file.size} />
        <Button onClick={cancel}>{t('cancel')}</Button>
      </div>
    );
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files);
      }}
      className={classNames(
        'flex flex-col gap-2 border border-dashed p-3',
        isOver ? 'border-ink bg-selected' : 'border-line-strong bg-panel',
      )}
    >
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        aria-label={t('choose')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files);
          event.target.value = '';
        }}
      />
      <Button variant="primary" onClick={() => input.current?.click()}>
        {t('choose')}
      </Button>
      <p className="text-sm text-ink-2">{t('drop')}</p>
      {upload?.error ? (
        <div role="alert" className="flex flex-col gap-1">
          <p className="font-semibold">✕ {t('notSent', { name: upload.file.name })}</p>
          <p className="text-sm">{t(`common:error.${errorCodeOf(upload.error)}`)}</p>
          <p className="font-mono text-sm wrap-anywhere">{errorDetailOf(upload.error)}</p>
          <div className="flex gap-2">
            <Button variant="primary" onClick={() => void sendAgain().then(shown)}>
              {t('sendAgain')}
            </Button>
            <Button onClick={dismiss}>{t('dismiss')}</Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}
