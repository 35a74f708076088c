import { readWorkbook, writeWorkbook } from '../../../../../shared/workbook/workbook.ts';
import type { FromWorkbook, ToWorkbook } from './workbook.ts';

const answerTo = async (asked: ToWorkbook): Promise<FromWorkbook> =>
  asked.kind === 'read'
    ? readWorkbook(asked.bytes)
    : { kind: 'written', bytes: await writeWorkbook(asked.name, asked.rows) };

globalThis.onmessage = ({ data }: MessageEvent<ToWorkbook>) => {
  answerTo(data).then(
    (answer) => globalThis.postMessage(answer),
    (error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      globalThis.postMessage({ kind: 'refused', why: 'noWorkbook', detail } satisfies FromWorkbook);
    },
  );
};
