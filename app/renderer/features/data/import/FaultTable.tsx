import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportFault } from '../../../../../shared/contract/history-import.ts';
import { errorDetailOf, trpcClient, type RouterOutputs } from '../../../lib/trpc/index.ts';
import { Button, Table, Td, Th } from '../../../ui/index.ts';
import { saveFile } from '../../../lib/save-file.ts';

/** The whole error file, part by part. */
async function errorFile(id: string): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const part: RouterOutputs['imports']['errors'] = await trpcClient.imports.errors.query({ id, offset });
    parts.push(Uint8Array.from(atob(part.dataBase64), (character) => character.charCodeAt(0)));
    offset = part.nextOffset;
  }
  return parts;
}

interface FaultTableProps {
  readonly id: string;
  readonly name: string;
  readonly faults: readonly ImportFault[];
}

/** The first faulty rows, and all of them as a file. */
export function FaultTable({ id, name, faults }: FaultTableProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const save = useMutation({
    mutationFn: async () =>
      saveFile(new Blob(await errorFile(id), { type: 'text/csv;charset=utf-8' }), `errors-${name}`),
  });
  return (
    <section className="shrink-0 border border-line">
      <header className="flex items-center justify-between gap-3 border-b border-line px-2 py-1">
        <h3 className="font-semibold">{t('faults')}</h3>
        <Button onClick={() => save.mutate()} disabled={save.isPending}>
          {t('saveFaults')}
        </Button>
      </header>
      {save.error && <p role="alert">✕ {errorDetailOf(save.error)}</p>}
      <Table>
        <thead>
          <tr>
            <Th numeric>{t('row')}</Th>
            <Th>{t('column')}</Th>
            <Th>{t('problem')}</Th>
            <Th>{t('text')}</Th>
          </tr>
        </thead>
        <tbody>
          {faults.map(({ row, column, problem, said, text }, index) => (
            <tr key={index}>
              <Td numeric>{row}</Td>
              <Td>{column}</Td>
              <Td>{said === undefined ? problem : textOfReason(said, language)}</Td>
              <Td className="font-mono text-sm wrap-anywhere">{text.slice(0, 200)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
