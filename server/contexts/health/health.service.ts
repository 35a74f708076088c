import type { Health } from '../../../shared/contract/health.ts';

export interface HealthService {
  get(): Promise<Health>;
}
