import type { z } from 'zod';
import type {
  Samples,
  SamplesQuery,
  SavedView,
  TagListQuery,
  TagPage,
  savedViewInputSchema,
  topicPageSchema,
  unreadablePageSchema,
} from '../../../shared/contract/data-hub.ts';

export interface DataHubService {
  tags(query: TagListQuery): Promise<TagPage>;
  samples(path: string, query: SamplesQuery): Promise<Samples>;
  topics(page: { cursor?: string | undefined; limit: number }): Promise<z.infer<typeof topicPageSchema>>;
  unreadable(page: {
    cursor?: string | undefined;
    limit: number;
  }): Promise<z.infer<typeof unreadablePageSchema>>;
  views(): Promise<SavedView[]>;
  saveView(view: z.infer<typeof savedViewInputSchema>): Promise<SavedView>;
  deleteView(id: string): Promise<{ deleted: boolean }>;
}
