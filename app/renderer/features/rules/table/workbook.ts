import type { NamedSheet } from '../../../../../shared/workbook/workbook.ts';
import type { Grid } from '../../../../../shared/decision-table/delimited.ts';

/** What the thread that knows spreadsheets is asked, and answers. */
export type ToWorkbook =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'write'; readonly name: string; readonly rows: Grid };

export type FromWorkbook =
  | { readonly kind: 'read'; readonly sheets: readonly NamedSheet[] }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'refused';
      readonly why: 'tooLarge' | 'noWorkbook' | 'tooLong';
      readonly detail?: string;
    };

const MOST_MS = 20_000;

/** Asks a thread of its own, which is loaded only then and ended afterwards, however long a file would keep it. */
export function askWorkbook(asked: ToWorkbook): Promise<FromWorkbook> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./workbook.worker.ts', import.meta.url), {
      type: 'module',
      name: 'workbook',
    });
    const end = (answer: FromWorkbook) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ kind: 'refused', why: 'tooLong' }), MOST_MS);
    worker.onmessage = ({ data }: MessageEvent<FromWorkbook>) => end(data);
    worker.onerror = ({ message }) => end({ kind: 'refused', why: 'noWorkbook', detail: message });
    worker.postMessage(asked);
  });
}
