import { create } from 'zustand';
import { IMPORT_PIECE_BYTES } from '../../../../../shared/contract/history-import.ts';
import { errorCodeOf, trpcClient } from '../../../lib/trpc/index.ts';

export interface Upload {
  readonly id: string | null;
  readonly file: File;
  readonly sent: number;
  readonly error: unknown;
}

interface UploadStore {
  /** The file under way, or the one that failed last. Outlives the page that began it. */
  readonly upload: Upload | null;
  /** Sends a file, piece after piece; gives the import's id, or null where it failed or was cancelled. */
  send(file: File): Promise<string | null>;
  /** The same for one that failed: on from where it was, should the station still have that, else from its beginning. */
  sendAgain(): Promise<string | null>;
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

/** Where a file goes on, or a new import of it. A local file is read again in seconds: nothing is kept over a restart of the station. */
async function begun(id: string | null, file: File): Promise<{ id: string; sent: number }> {
  const known = id === null ? null : await trpcClient.imports.get.query({ id }).catch(() => null);
  if (known?.state === 'uploading') return { id: known.id, sent: known.progress?.done ?? 0 };
  const { name, size } = file;
  return { id: (await trpcClient.imports.begin.mutate({ name, size })).id, sent: 0 };
}

export const useUpload = create<UploadStore>((set, get) => {
  let cancelled = false;
  const patch = (change: Partial<Upload>) =>
    set(({ upload }) => (upload === null ? {} : { upload: { ...upload, ...change } }));
  const sendFrom = async (file: File, before: string | null): Promise<string | null> => {
    cancelled = false;
    set({ upload: { id: before, file, sent: 0, error: null } });
    try {
      const { id, sent: start } = await begun(before, file);
      patch({ id, sent: start });
      for (let sent = start; sent < file.size;) {
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
  };
  return {
    upload: null,
    send: (file) => sendFrom(file, null),
    sendAgain: async () => {
      const { upload } = get();
      return upload === null ? null : sendFrom(upload.file, upload.id);
    },
    cancel: () => void (cancelled = true),
    dismiss: () => (get().upload?.error ? set({ upload: null }) : undefined),
  };
});
