import type { MachinePart } from './machine-run.ts';
import type { BacktestOrder, BacktestProgress } from './ports.ts';

export interface BacktestWorkerData {
  readonly databaseFile: string;
  /** File of `rhai.wasm`. */
  readonly wasm: string;
}

export type ToBacktest =
  | { readonly kind: 'run'; readonly order: BacktestOrder }
  /** The part told last is kept. */
  | 'kept'
  | 'close';

export type FromBacktest =
  | { readonly kind: 'part'; readonly machine: number; readonly part: MachinePart }
  | ({ readonly kind: 'progress' } & BacktestProgress)
  | { readonly kind: 'done' }
  | { readonly kind: 'broke'; readonly message: string };
