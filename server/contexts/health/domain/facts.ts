import type { BackupsState } from '../../../../shared/contract/backups.ts';
import type { BrokerState } from '../../../../shared/contract/data-hub.ts';
import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { Reason } from '../../../../shared/contract/reasons.ts';
import type { Source } from '../../../../shared/contract/sources.ts';
import type { HistoryFacts } from './history-part.ts';
import type { StartFacts } from './start-part.ts';

export type Figures = HealthPart['figures'];

/** `untold`: it answers, but not to this question, being of another version. `silent`: its process is there and does not answer. */
export type ServerFacts =
  | { readonly kind: 'running'; readonly version: string; readonly figures: Figures }
  | { readonly kind: 'untold'; readonly version: string; readonly pid: number; readonly why: string }
  | { readonly kind: 'silent'; readonly pid: number }
  | { readonly kind: 'none'; readonly folder: string };

export interface RuntimeFacts {
  readonly program: string;
  readonly node: string;
  /** Version of Node's interface for native modules. */
  readonly nodeApi: number;
}

export interface SettingsFacts {
  /** Those that are not as by default, with their values as they may be shown. */
  readonly changed: readonly { readonly name: string; readonly value: string; readonly source: string }[];
  /** Why a start now would be refused. */
  readonly fault: string | null;
  readonly isRunning: boolean;
  /** Some count only from the next start. */
  readonly restartNeeded: boolean;
}

/** A broker a station is connected to, or one whose address was tried. */
export type BrokerFacts =
  | { readonly kind: 'station'; readonly state: BrokerState; readonly received: number }
  | { readonly kind: 'tried'; readonly url: string; readonly fault: string | null }
  | { readonly kind: 'embedded' };

/** `from`: what the store was made of anew. `quarantine`: where the damaged files are. */
export interface StoreRecovery {
  readonly damage: { readonly detail: string; readonly commits?: number };
  readonly from: 'rows' | 'backup' | 'log' | 'nothing';
  readonly quarantine: string;
}

/** A store that is in use, or its file as it lies there. */
export type StoreFacts =
  | {
      readonly kind: 'station';
      readonly lastError: string | null;
      /** What was damaged when it was opened, and put right. */
      readonly recovered: readonly StoreRecovery[];
      readonly oldestWriteMs: number;
      readonly logBytes: number;
      readonly figures: Figures;
    }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'file';
      /** Why it cannot be read. */
      readonly fault: { readonly kind: 'space' | 'rights' | 'damage'; readonly detail: string } | null;
      /** Steps of the schema that are not as this program has them. */
      readonly wrongSteps: readonly { readonly name: string; readonly state: string }[];
      readonly figures: Figures;
    };

export type RuleFacts =
  | {
      readonly kind: 'station';
      readonly workers: number;
      readonly suspended: readonly string[];
      readonly figures: Figures;
    }
  | { readonly kind: 'tried'; readonly fault: string | null; readonly figures: Figures };

/** Null: the folder is not there. */
export type DiskFacts = {
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly databaseBytes: number;
} | null;

export interface BackupsFacts extends BackupsState {
  /** Whether any are made by themselves. */
  readonly isScheduled: boolean;
  /** What reading the newest one from end to end has shown; null where that was not done just now. */
  readonly verified: { readonly reason: Reason | null } | null;
}

/** What is known of a station's parts: by itself, or from its folder where none answers. Null where nothing can be said. */
export interface PartFacts {
  readonly runtime: RuntimeFacts;
  readonly server: ServerFacts;
  /** Null where only a running station could say. */
  readonly start: StartFacts | null;
  readonly settings: SettingsFacts;
  readonly broker: BrokerFacts | null;
  readonly sources: readonly Source[] | null;
  readonly store: StoreFacts;
  readonly rules: RuleFacts;
  readonly disk: DiskFacts;
  readonly history: HistoryFacts | null;
  readonly backups: BackupsFacts | null;
  /** Null where only a running station could say. */
  readonly demoPlant: { readonly wanted: boolean; readonly running: boolean } | null;
}
