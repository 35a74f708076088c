import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { SheetPreview } from '../../../../../shared/contract/tags.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import { Button, Dialog, Field, Table, Td, Th, useToasts } from '../../../ui/index.ts';
import { useEditFailed } from './use-edit-failed.ts';

/** As spreadsheets write it: UTF-8, or the Korean code page where it is none. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

const save = (text: string): void =>
  saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), 'tags.csv');

interface SheetDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The list of tags out into a spreadsheet, and back in with a look at what would change. */
export function SheetDialog({ open, onOpenChange }: SheetDialogProps) {
  const { t } = useTranslation('tags');
  const failed = useEditFailed();
  const show = useToasts((state) => state.show);
  const [text, setText] = useState<string | null>(null);
  const [name, setName] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const out = useMutation({
    mutationFn: () => trpcClient.dataHub.tagSheet.query(),
    onSuccess: (sheet) => save(sheet.text),
    onError: failed,
  });
  const preview = useMutation(trpc.dataHub.previewTagSheet.mutationOptions({ onError: failed }));
  const close = (isOpen: boolean): void => {
    setText(null);
    setName('');
    preview.reset();
    onOpenChange(isOpen);
  };
  const bring = useMutation(
    trpc.dataHub.importTagSheet.mutationOptions({
      onError: failed,
      onSuccess: ({ change }) => {
        show({
          tone: 'done',
          text: (say) => say('tags:edit.done', { count: change?.tags ?? 0 }),
          detail: (say) => say('tags:edit.canUndo'),
        });
        close(false);
      },
    }),
  );
  const found = preview.data;
  const canBring = found !== undefined && found.faultCount === 0 && found.changed > 0 && text !== null;
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('sheet.title')}
      width="large"
      footer={
        <>
          <Button onClick={() => close(false)}>{t('common:cancel')}</Button>
          <Button
            variant="primary"
            disabled={!canBring || bring.isPending}
            onClick={() => text !== null && bring.mutate({ text })}
          >
            {t('sheet.bring', { count: found?.changed ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        <p>{t('sheet.text')}</p>
        <div>
          <Button disabled={out.isPending} onClick={() => out.mutate()}>
            {t('sheet.out')}
          </Button>
        </div>
        <Field label={t('sheet.file')} hint={t('sheet.fileHint')}>
          {(ids) => (
            <div className="flex items-center gap-3">
              <input
                ref={input}
                type="file"
                accept=".csv,text/csv"
                className="sr-only"
                tabIndex={-1}
                aria-label={t('sheet.file')}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  event.target.value = '';
                  if (file === undefined) return;
                  setName(file.name);
                  void textOf(file).then((read) => {
                    setText(read);
                    preview.mutate({ text: read });
                  }, failed);
                }}
              />
              <Button {...ids} onClick={() => input.current?.click()}>
                {t('sheet.choose')}
              </Button>
              <span className="wrap-anywhere">{name}</span>
            </div>
          )}
        </Field>
        {preview.isPending && <p role="status">{t('common:loading')}</p>}
        {found && <Preview found={found} />}
      </div>
    </Dialog>
  );
}

function Preview({ found }: { found: SheetPreview }) {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  return (
    <div className="flex flex-col gap-2">
      <p className="font-semibold" role="status">
        {t('sheet.found', {
          rows: found.rows,
          changed: found.changed,
          moved: found.moved,
          faults: found.faultCount,
        })}
      </p>
      {found.faultCount > 0 && (
        <Table>
          <thead>
            <tr>
              <Th numeric>{t('sheet.row')}</Th>
              <Th>{t('sheet.column')}</Th>
              <Th>{t('sheet.fault')}</Th>
            </tr>
          </thead>
          <tbody>
            {found.faults.map(({ row, column, message, reason }) => (
              <tr key={`${row} ${column} ${message}`}>
                <Td numeric>{row}</Td>
                <Td>{column}</Td>
                <Td>{reason ? textOfReason(reason, language) : message}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {found.changes.length > 0 && (
        <Table>
          <thead>
            <tr>
              <Th numeric>{t('sheet.row')}</Th>
              <Th>{t('sheet.tag')}</Th>
              <Th>{t('sheet.changes')}</Th>
            </tr>
          </thead>
          <tbody>
            {found.changes.map(({ row, path, newPath, fields }) => (
              <tr key={path}>
                <Td numeric>{row}</Td>
                <Td className="wrap-anywhere">
                  {path}
                  {newPath !== null && <b> → {newPath}</b>}
                </Td>
                <Td>
                  {fields
                    .map(({ column, from, to }) => `${column}: ${from ?? '–'} → ${to ?? '–'}`)
                    .join(', ')}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
