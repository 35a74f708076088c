import type { SourceLimits } from '../../../shared/contract/sources.ts';
import type { DerivedEngine } from './derived-engine.ts';
import type { ReceiptRow } from './domain/batch.ts';
import type { HubMemory } from './domain/memory.ts';
import type { MadeNames, SourceState } from './domain/state.ts';
import type { SourceFlow } from './fair-queue.ts';
import type { Ingest, RefusedNames } from './ingest.ts';
import type { DataHubStore } from './ports.ts';

/** What the hub knows and does by source. */
export interface HubSources {
  /** The parts of a request that are committed, in their order. */
  receipts(key: string): Promise<ReceiptRow[]>;
  /** What has come from it so far, as of the last commit; undefined before the first. */
  state(source: string): SourceState | undefined;
  flow(source: string): SourceFlow;
  /** Tags and topics it has made, and values refused because it may make no more. */
  names(source: string): MadeNames & { readonly refused: RefusedNames };
  limits(source: string): SourceLimits;
  setLimits(source: string, limits: SourceLimits): void;
  /** Whether what follows from the values of a source, derived tags and what `holdWhile` asks, does not keep up with it. */
  isBehind(source: string): boolean;
  /** Whom this says to be behind waits until it no longer does; the others go on. */
  holdWhile(isBehind: (source: string) => boolean): void;
  /** For how long messages may be left unread in their sockets, in ms; see `Ingest`. */
  readPauseMs(): number;
  /** Counts values that a limit of their source has turned away. */
  turnAway(source: string, values: number): void;
}

export function sourcesOf(
  memory: HubMemory,
  ingest: Ingest,
  store: DataHubStore,
  engine: DerivedEngine,
): HubSources {
  let isHeld: (source: string) => boolean = () => false;
  const isBehind = (source: string) => engine.isBehind(source) || isHeld(source);
  ingest.holdWhile(isBehind);
  return {
    isBehind,
    holdWhile(held) {
      isHeld = held;
    },
    receipts: (key) => store.receipts(key),
    state: (source) => memory.sources.get(source),
    flow: (source) => ingest.flowOf(source),
    names: (source) => ({ ...memory.madeBy(source), refused: ingest.refusedNamesOf(source) }),
    limits: (source) => ingest.limitsOf(source),
    setLimits: (source, limits) => ingest.setLimits(source, limits),
    readPauseMs: () => ingest.readPauseMs,
    turnAway: (source, values) => ingest.turnAway(source, values),
  };
}
