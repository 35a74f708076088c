import type { ServerStatus } from './desktop-bridge.ts';

/** Names of the messages between the shell and the recovery window; nobody else may use them. */
export const RECOVERY_CHANNELS = { situation: 'aif:recovery-situation', ask: 'aif:recovery-ask' } as const;

/**
 * Why the recovery window stands open: a page that could not be kept alive, starts that broke off, a server that was given
 * up, or somebody asked for it in the menu.
 */
export type RecoveryCause = 'page' | 'starts' | 'server' | 'asked';

export interface RecoverySituation {
  readonly cause: RecoveryCause;
  /** What was seen, oldest first: ends of a page, or the last lines of the server's log. */
  readonly seen: readonly string[];
  /** Null where the server was left out as well. */
  readonly server: ServerStatus | null;
  /** Last chosen in a window, for a page without preferences of its own. */
  readonly language: 'ko' | 'en';
  readonly version: string;
  readonly logFolder: string;
}

/** A backup the station can go back to, as `aif backup list` tells it. */
export interface BackupEntry {
  readonly name: string;
  readonly createdAt: string;
  readonly bytes: number;
  readonly kind: string;
}

/** What the recovery window can ask of the shell. */
export type RecoveryRequest =
  | { readonly ask: 'situation' | 'try-again' | 'safe-mode' | 'save-diagnosis' | 'list-backups' }
  | { readonly ask: 'restore'; readonly name: string };

/** `reason`: the words of the program that failed, in English. */
export type RecoveryFailure = { readonly state: 'failed'; readonly reason: string };
export type SavedDiagnosis =
  { readonly state: 'saved'; readonly file: string } | { readonly state: 'cancelled' } | RecoveryFailure;
export type ListedBackups =
  | { readonly state: 'listed'; readonly folder: string; readonly items: readonly BackupEntry[] }
  | RecoveryFailure;
/** `quarantine`: where what was there before lies now; null where there was nothing. */
export type RestoredBackup =
  { readonly state: 'restored'; readonly quarantine: string | null } | RecoveryFailure;

/** What the preload script puts into the recovery window (`window.aifRecovery`), and into no other. */
export interface RecoveryBridge {
  /** Calls `listener` with the present and every later situation; returns the way to stop. */
  onSituation(listener: (situation: RecoverySituation) => void): () => void;
  /** Opens the windows as they were, and starts the server where it was given up. */
  tryAgain(): void;
  /** Opens one window on a server that only shows. */
  enterSafeMode(): void;
  /** Asks where to, then writes the diagnostic file there. */
  saveDiagnosis(): Promise<SavedDiagnosis>;
  listBackups(): Promise<ListedBackups>;
  /** Stops the server, puts a backup in the place of its store, and starts it again whether or not that worked. */
  restore(name: string): Promise<RestoredBackup>;
}

const WITHOUT_NAME = ['situation', 'try-again', 'safe-mode', 'save-diagnosis', 'list-backups'] as const;

/** A request, or null when it is none: the shell trusts nothing that comes out of a page. */
export function readRecoveryRequest(value: unknown): RecoveryRequest | null {
  if (typeof value !== 'object' || value === null) return null;
  const { ask, name } = value as Record<string, unknown>;
  const plain = WITHOUT_NAME.find((known) => known === ask);
  if (plain !== undefined) return { ask: plain };
  const isBackup = typeof name === 'string' && /^station-\d{8}T\d{6}Z$/.test(name);
  return ask === 'restore' && isBackup ? { ask, name } : null;
}
