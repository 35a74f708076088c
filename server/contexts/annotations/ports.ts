import type { Annotation } from '../../../shared/contract/annotations.ts';

/** Where annotations are kept. Times are epoch milliseconds. */
export interface AnnotationStore {
  /** Those that touch [from, to], newest first, at most `limit`. */
  touching(from: number, to: number, limit: number): Promise<Annotation[]>;
  get(id: string): Promise<Annotation | undefined>;
  save(annotation: Annotation): Promise<void>;
  remove(id: string): Promise<boolean>;
}
