import type { RulesetSummary, RulesetVersion } from '../../../shared/contract/rules.ts';

export interface RulesService {
  list(page: {
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ items: RulesetSummary[]; nextCursor?: string | undefined }>;
  version(id: string, version: number): Promise<RulesetVersion>;
}
