import type { RoundLimits } from './history-rounds.ts';
import type { PlacesOfTag } from '../domain/added-places.ts';
import type { SampleKey } from '../domain/batch.ts';
import type { SampleColumns } from '../../../../shared/contract/sample-columns.ts';
import type { Statement } from '../../../platform/sqlite/index.ts';
import type {
  Footprint,
  ExportedPart,
  ExportQuestion,
  HistoryProblem,
  HistoryWindow,
  RawSample,
  RemovalPlan,
  RetentionPolicy,
  RetentionState,
  StoredFigures,
  WindowQuestion,
  GapRule,
  Span,
} from '../ports.ts';

/** What the history thread answers: arguments and result of each question. */
export interface HistoryQuestions {
  existing: { ask: [keys: readonly SampleKey[]]; answer: (SampleKey & { readonly seq: number })[] };
  between: { ask: [tagId: number, from: number, to: number]; answer: RawSample[] };
  sampleAt: { ask: [tagId: number, at: number]; answer: RawSample | undefined };
  window: { ask: [tagId: number, window: WindowQuestion]; answer: HistoryWindow };
  columns: { ask: [tagId: number, window: WindowQuestion]; answer: SampleColumns };
  figures: { ask: [tagId: number, window: Span & { readonly gaps: GapRule }]; answer: StoredFigures };
  footprint: { ask: [tagId: number, window: Span]; answer: Footprint };
  retention: { ask: []; answer: RetentionState | null };
  exported: { ask: [question: ExportQuestion]; answer: ExportedPart };
  removal: { ask: [places: readonly PlacesOfTag[], inTime: number]; answer: RemovalPlan | null };
}

export type QuestionName = keyof HistoryQuestions;

export type ToHistory =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly name: QuestionName;
      readonly values: readonly unknown[];
    }
  /** This process is the one that writes: put the journal into chunks from time to time. */
  | {
      readonly kind: 'seal';
      readonly limits: Partial<RoundLimits>;
      readonly retention: RetentionPolicy | null;
    }
  /** Rows changed by the first statement; null where nothing could be written. */
  | { readonly kind: 'written'; readonly changes: number | null }
  /** What a removal has planned is committed or given up: rounds may go on. */
  | 'release'
  | 'close';

export type FromHistory =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: string; readonly message: string }
  /** Something stored could not be read; the rest goes on. */
  | ({ readonly kind: 'problem' } & HistoryProblem)
  /** Rows to be committed in one transaction. */
  | { readonly kind: 'write'; readonly statements: readonly Statement[] };
