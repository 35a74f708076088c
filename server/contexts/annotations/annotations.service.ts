import {
  MOST_ANNOTATIONS,
  type Annotation,
  type AnnotationInput,
  type AnnotationList,
  type AnnotationQuery,
} from '../../../shared/contract/annotations.ts';
import type { AnnotationStore } from './ports.ts';

export interface AnnotationsService {
  /** Those that touch the window. */
  list(query: AnnotationQuery): Promise<AnnotationList>;
  /** Adds one, or changes the one with this id; `by` becomes its author. */
  save(input: AnnotationInput, by: string): Promise<Annotation>;
  remove(id: string): Promise<{ deleted: boolean }>;
}

interface Options {
  readonly store: AnnotationStore;
  readonly now: () => number;
  /** Called after each change that was kept. */
  readonly onChange: () => void;
}

const instant = (at: number): string => new Date(at).toISOString();

export function createAnnotationsService({ store, now, onChange }: Options): AnnotationsService {
  return {
    async list({ from, to }) {
      const found = await store.touching(Date.parse(from), Date.parse(to), MOST_ANNOTATIONS + 1);
      return { items: found.slice(0, MOST_ANNOTATIONS).reverse(), more: found.length > MOST_ANNOTATIONS };
    },
    async save(input, by) {
      const known = await store.get(input.id);
      const updatedAt = instant(now());
      const annotation: Annotation = {
        ...input,
        from: instant(Date.parse(input.from)),
        to: instant(Date.parse(input.to)),
        by,
        createdAt: known?.createdAt ?? updatedAt,
        updatedAt,
      };
      await store.save(annotation);
      onChange();
      return annotation;
    },
    async remove(id) {
      const deleted = await store.remove(id);
      if (deleted) onChange();
      return { deleted };
    },
  };
}
