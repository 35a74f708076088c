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
  /** That one; an older one is found the next time the ruleset is opened. */
  forgetLeftBehind(): void;
  /** This window writes no more; what it has not removed is left behind. */
  release(): void;
}

const PREFIX = 'aif.draft.1.';

/** Without locks a copy counts as left behind when nobody has written it for so long. */
const SILENT_MS = 60_000;
/** Of this tab, also after it was loaded again. */
const TAB_KEY = 'aif.tab';

/** A name of this window: of the page where locks tell which pages live, else of the tab. */
function nameOfWindow(hasLocks: boolean): string {
  const known = hasLocks ? null : sessionStorage.getItem(TAB_KEY);
  if (known !== null) return known;
  const name = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('');
  if (!hasLocks) sessionStorage.setItem(TAB_KEY, name);
  return name;
}

/** Keys of copies that nobody works on. Pages that came over plain HTTP from another machine have no locks: there time tells. */
async function leftKeys(prefix: string, own: string, locks: LockManager | undefined): Promise<string[]> {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  if (locks !== undefined) {
    const alive = new Set((await locks.query()).held?.map(({ name }) => name));
    return keys.filter((key) => !alive.has(key));
  }
  const isSilent = (key: string) => (readCopy(localStorage.getItem(key))?.at ?? 0) < Date.now() - SILENT_MS;
  return keys.filter((key) => key === own || isSilent(key));
}

/**
 * Opens the copies of one ruleset. A window holds a lock of its own as long as it lives, however it ends: so another can tell
 * what was left behind from what somebody is working on.
 */
export async function openCopies(rulesetId: string): Promise<DraftCopies> {
  const locks = navigator.locks as LockManager | undefined;
  const prefix = `${PREFIX}${rulesetId}.`;
  const own = `${prefix}${nameOfWindow(locks !== undefined)}`;
  const release = locks === undefined ? () => undefined : await holdLock(locks, own);
  const left = (await leftKeys(prefix, own, locks)).flatMap((key) => {
    const copy = readCopy(localStorage.getItem(key));
    return copy === null ? [] : [{ key, copy }];
  });
  const [newest] = left.toSorted((a, b) => b.copy.at - a.copy.at);
  return {
    write(copy) {
      try {
        localStorage.setItem(own, JSON.stringify({ ...copy, at: Date.now() } satisfies DraftCopy));
      } catch {
        // No room: saving on the server goes on all the same, and its state is shown.
      }
    },
    remove: () => localStorage.removeItem(own),
    leftBehind: () => newest?.copy ?? null,
    forgetLeftBehind() {
      if (newest !== undefined && newest.key !== own) localStorage.removeItem(newest.key);
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
function holdLock(locks: LockManager, name: string): Promise<() => void> {
  return new Promise((resolve) => {
    void locks.request(name, () => new Promise<void>((letGo) => resolve(() => letGo())));
  });
}
