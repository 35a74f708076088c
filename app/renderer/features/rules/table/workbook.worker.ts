import { readWorkbook, writeWorkbook } from './workbook-sheets.ts';
import type { FromWorkbook, ToWorkbook } from './workbook.ts';

globalThis.onmessage = ({ data }: MessageEvent<ToWorkbook>) => {
  const work = data.kind === 'read' ? readWorkbook(data.bytes) : writeWorkbook(data.name, data.rows);
  work.then(
    (answer) => globalThis.postMessage(answer),
    (error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      globalThis.postMessage({ kind: 'refused', why: 'noWorkbook', detail } satisfies FromWorkbook);
    },
  );
};
