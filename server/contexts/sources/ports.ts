import type { Actor, LocalizedText } from '../../../shared/contract/common.ts';
import type {
  SourceChange,
  SourceFault,
  SourceKind,
  SourceLimits,
  SourceStateName,
  SourceTest,
} from '../../../shared/contract/sources.ts';
import type { IncomingMessage, Receipt } from '../data-hub/index.ts';

/** How a source that is not paused is. */
export interface SourceStatus {
  readonly state: Exclude<SourceStateName, 'paused'>;
  /** Epoch milliseconds. */
  readonly since: number;
  /** What went wrong last, for a person to read; without it nothing has. */
  readonly error?: string | undefined;
  /** The same as a code with parameters, where pages have a text for it. */
  readonly fault?: SourceFault | undefined;
  /** Since when its limit of values each second holds it back, where the source itself keeps it; epoch milliseconds. */
  readonly limitedSince?: number | null;
}

/** The way of a source's messages into the hub. */
export interface SourceInlet {
  /**
   * Takes a message; its `committed` is called with what became of it, after the commit. A returned promise asks to
   * wait: too much of this source waits for its commit. The message is taken either way.
   */
  receive(message: Omit<IncomingMessage, 'source'>): Promise<void> | undefined;
  /** The same for messages that are written in one transaction; with a receipt they count once. */
  receiveTogether(
    messages: readonly Omit<IncomingMessage, 'source'>[],
    receipt?: Receipt,
  ): Promise<void> | undefined;
  /** Counts values that were turned away by a limit. */
  turnAway(values: number): void;
  /** To be called when the status has changed, so that windows hear of it. */
  changed(): void;
}

/** What a source brings: implemented by whoever speaks with it. */
export interface SourcePart {
  /** Stays the same for ever: counters, limits and changes are kept under it. */
  readonly id: string;
  readonly kind: SourceKind;
  readonly name: LocalizedText;
  /** Where it is reached, without user and password. */
  readonly address: string | null;
  status(): SourceStatus;
  /** Lets it send; called at the station's start unless it is paused, and at the end of a pause. */
  start(inlet: SourceInlet): Promise<void> | void;
  /** Takes nothing more; what is not committed stays where it comes from, where that can keep it. */
  stop(): Promise<void> | void;
  /** What becomes of what it sends while it is paused; without it there is no pausing. */
  readonly pauseMeans?: LocalizedText;
  /** Really connects and reads, apart from what is running, and says what it found. Rejects with why it cannot. */
  test?(signal: AbortSignal): Promise<Pick<SourceTest, 'ok' | 'summary' | 'samples' | 'fault'>>;
}

/** What people have decided of a source. */
export interface SourceSetUp {
  readonly paused: { readonly at: number; readonly by: string } | null;
  readonly limits: SourceLimits;
}

/** What went wrong last. */
export interface LastError {
  readonly at: number;
  readonly text: string;
  readonly fault: SourceFault | undefined;
}

export type NewChange = Omit<SourceChange, 'id' | 'by' | 'at'> & {
  readonly at: number;
  readonly actor: Actor;
};

export interface SourcesStore {
  setUps(): Promise<ReadonlyMap<string, SourceSetUp>>;
  /** One transaction. Error `STORE_UNAVAILABLE`. */
  save(id: string, setUp: SourceSetUp, change: NewChange): Promise<void>;
  add(change: NewChange): Promise<void>;
  lastErrors(): Promise<ReadonlyMap<string, LastError>>;
  saveError(id: string, error: LastError): Promise<void>;
  /** Newest first. */
  changes(source: string | undefined, beforeId: number | null, limit: number): Promise<SourceChange[]>;
}
