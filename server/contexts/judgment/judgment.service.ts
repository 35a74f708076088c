import type { Actor } from '../../../shared/contract/common.ts';
import type {
  ExecuteRequest,
  FeedbackRequest,
  Judgment,
  JudgmentListQuery,
  JudgmentPage,
  Overview,
} from '../../../shared/contract/judgment.ts';

export interface JudgmentService {
  execute(request: ExecuteRequest): Promise<Judgment>;
  list(query: JudgmentListQuery): Promise<JudgmentPage>;
  get(id: string): Promise<Judgment>;
  giveFeedback(id: string, feedback: FeedbackRequest, actor: Actor): Promise<Judgment>;
  overview(): Promise<Overview>;
}
