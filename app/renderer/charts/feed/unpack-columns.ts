import type { SampleColumns } from '../../../../shared/contract/sample-columns.ts';
import type { HistoryColumns, HistoryWindow } from '../worker/protocol.ts';

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes.buffer;
}

/** The columns of an answer as arrays of their own, which cross to the worker without copying. */
export function unpackColumns({ times, values, qualities, others }: SampleColumns): HistoryColumns {
  return {
    times: new Float64Array(bytesOf(times)),
    values: new Float64Array(bytesOf(values)),
    qualities: new Uint16Array(bytesOf(qualities)),
    others,
  };
}

/** An answer of the station as the charts take it. */
export function historyWindow(answer: SampleColumns): HistoryWindow {
  const { before = null, gaps, thinned, beginsAt, unreadable } = answer;
  return { columns: unpackColumns(answer), before, gaps, thinned, beginsAt, unreadable };
}
