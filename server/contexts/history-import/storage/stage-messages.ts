import type { ErrorCode } from '../../../../shared/contract/errors.ts';
import type { Reason } from '../../../../shared/contract/reasons.ts';
import type { StagedFile, StagedPlace, StagedSample, StageOrder } from '../ports.ts';

export type ToStage =
  | { readonly kind: 'read'; readonly order: StageOrder; readonly folder: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'open'; readonly id: string; readonly folder: string }
  | { readonly kind: 'next'; readonly after: StagedPlace; readonly limit: number }
  | 'close';

export type FromStage =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'read'; readonly file: StagedFile }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'opened'; readonly tags: readonly string[] | null }
  | { readonly kind: 'next'; readonly samples: StagedSample[] }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly reason: Reason }
  /** By a mistake of ours or of the disk. */
  | { readonly kind: 'broke'; readonly message: string };
