import { z } from 'zod';
import { rulesetTextsSchema } from '../../../../../shared/contract/ruleset-desk.ts';

const copySchema = z.object({
  revision: z.number(),
  baseVersion: z.number().nullable(),
  texts: rulesetTextsSchema,
  at: z.number(),
});
export type DraftCopy = z.infer<typeof copySchema>;

/** Copies of a draft on this machine, one a window, of what the server has not acknowledged. */
export interface DraftCopies {
  write(copy: Omit<DraftCopy, 'at'>): void;
  remove(): void;
  /** The newest copy of a window that is gone: it crashed, or was closed while the server was away. */
  leftBehind(): DraftCopy | null;
  forgetLeftBehind(): void;
  /** This window writes no more; what it has not removed is left behind. */
  release(): void;
}

const PREFIX = 'aif.draft.1.';

/**
 * Opens the copies of one ruleset. A window holds a lock of its own as long as it lives, however it ends: so another can tell
 * what was left behind from what somebody is working on.
 */
export async function openCopies(rulesetId: string): Promise<DraftCopies> {
  const prefix = `${PREFIX}${rulesetId}.`;
  const own = `${prefix}${crypto.randomUUID()}`;
  const release = await holdLock(own);
  const alive = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
  const orphans = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && !alive.has(key));
  return {
    write(copy) {
      try {
        localStorage.setItem(own, JSON.stringify({ ...copy, at: Date.now() } satisfies DraftCopy));
      } catch {
        // No room: saving on the server goes on all the same, and its state is shown.
      }
    },
    remove: () => localStorage.removeItem(own),
    leftBehind() {
      const found = orphans.flatMap((key) => readCopy(localStorage.getItem(key)) ?? []);
      return found.toSorted((a, b) => b.at - a.at)[0] ?? null;
    },
    forgetLeftBehind() {
      for (const key of orphans) localStorage.removeItem(key);
    },
    release,
  };
}

function readCopy(text: string | null): DraftCopy | null {
  try {
    return copySchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

/** Resolves when the lock is held, with the way to let go of it. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, () => new Promise<void>((letGo) => resolve(() => letGo())));
  });
}
