import { create } from 'zustand';
import { IMPORT_PIECE_BYTES } from '../../../../../shared/contract/history-import.ts';
import { errorCodeOf, trpcClient } from '../../../lib/trpc/index.ts';

export interface Upload {
  readonly id: string | null;
  readonly name: string;
  readonly sent: number;
  readonly size: number;
  readonly error: unknown;
}

interface UploadStore {
  /** The file under way, or the one that failed last. Outlives the page that began it. */
  readonly upload: Upload | null;
  /** Sends a file, piece after piece; gives the import's id, or null where it failed or was cancelled. */
  send(file: File): Promise<string | null>;
  cancel(): void;
  dismiss(): void;
}

const AGAIN_MS = 1_000;

function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'));
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.readAsDataURL(piece);
  });
}

/** The next place after a piece; after an interruption that from which the server has none. */
async function sendPiece(id: string, file: File, offset: number): Promise<number> {
  const dataBase64 = await base64Of(file.slice(offset, offset + IMPORT_PIECE_BYTES));
  try {
    return (await trpcClient.imports.append.mutate({ id, offset, dataBase64 })).received;
  } catch (error) {
    if (errorCodeOf(error) !== 'SERVER_AWAY') throw error;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    const job = await trpcClient.imports.get.query({ id });
    if (job.state !== 'uploading') throw error;
    return job.progress?.done ?? 0;
  }
}

export const useUpload = create<UploadStore>((set, get) => {
  let cancelled = false;
  const patch = (change: Partial<Upload>) =>
    set(({ upload }) => (upload === null ? {} : { upload: { ...upload, ...change } }));
  return {
    upload: null,
    async send(file) {
      cancelled = false;
      set({ upload: { id: null, name: file.name, sent: 0, size: file.size, error: null } });
      try {
        const { id } = await trpcClient.imports.begin.mutate({ name: file.name, size: file.size });
        patch({ id });
        for (let sent = 0; sent < file.size;) {
          if (cancelled) {
            await trpcClient.imports.cancel.mutate({ id });
            return null;
          }
          // The answer comes when the piece is written, so no more than one is ever under way.
          patch({ sent: (sent = await sendPiece(id, file, sent)) });
        }
        await trpcClient.imports.finish.mutate({ id });
        set({ upload: null });
        return id;
      } catch (error) {
        patch({ error });
        return null;
      } finally {
        if (cancelled) set({ upload: null });
      }
    },
    cancel: () => void (cancelled = true),
    dismiss: () => (get().upload?.error ? set({ upload: null }) : undefined),
  };
});
