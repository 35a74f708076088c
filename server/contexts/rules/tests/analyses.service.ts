import { AppError } from '../../../../shared/contract/errors.ts';
import type { TestAnalysis } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';
import { tryTexts } from '../check.ts';
import type { ScriptCompiler } from '../ports.ts';
import type { AnalysisOrder, AnalysisThread } from './thread-messages.ts';

/** What the test cases of a draft show of its script; in memory, the newest analyses only. */
export interface AnalysesService {
  /** Begins one; what was under way for the same ruleset ends. Errors `RULESET_INVALID`. */
  start(order: { id: string; texts: RulesetTexts; mutate: boolean }): Promise<{ key: number }>;
  /** How far one is. Error `NOT_FOUND` where it is not kept any more. */
  get(key: number): TestAnalysis;
  cancel(key: number): TestAnalysis;
  /** Ends what is under way. */
  close(): void;
}

/** Analyses kept, and milliseconds one may take: a script of loops is no reason to hold a thread for ever. */
const MOST_KEPT = 8;
const MOST_MS = 60_000;

interface Kept {
  readonly id: string;
  readonly ended: AbortController;
  state: TestAnalysis;
}

export function createAnalyses(parts: { compiler: ScriptCompiler; thread: AnalysisThread }): AnalysesService {
  const { compiler, thread } = parts;
  const kept = new Map<number, Kept>();
  let lastKey = 0;

  const find = (key: number): Kept => {
    const found = kept.get(key);
    if (found === undefined)
      throw new AppError('NOT_FOUND', `analysis ${key} is not there any more; begin another`);
    return found;
  };
  const end = (analysis: Kept, state: 'done' | 'failed' | 'cancelled', why: string | null = null): void => {
    if (analysis.state.state === 'running') analysis.state = { ...analysis.state, state, why };
    analysis.ended.abort();
  };

  const run = async (analysis: Kept, order: AnalysisOrder): Promise<void> => {
    const update = (more: Partial<TestAnalysis>) => (analysis.state = { ...analysis.state, ...more });
    const timer = setTimeout(() => end(analysis, 'failed', `it took more than ${MOST_MS / 1000} s`), MOST_MS);
    try {
      await thread.run(
        order,
        (step) => {
          if (step.kind === 'coverage') update({ coverage: step.coverage, borders: step.borders });
          else if (step.kind === 'progress') update({ done: step.done, total: step.total });
          else update({ mutation: step.mutation, done: step.mutation.total, total: step.mutation.total });
        },
        analysis.ended.signal,
      );
      end(analysis, 'done');
    } catch (error) {
      end(analysis, 'failed', error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async start({ id, texts, mutate }) {
      const { problems, parsed } = await tryTexts(texts, id, compiler);
      const error = problems.find(({ severity }) => severity === 'error');
      if (parsed === null || error !== undefined)
        throw new AppError('RULESET_INVALID', error?.message ?? 'the ruleset is not valid');
      for (const other of kept.values()) if (other.id === id) end(other, 'cancelled');
      lastKey += 1;
      const analysis: Kept = {
        id,
        ended: new AbortController(),
        state: {
          ...{ key: lastKey, state: 'running', why: null, done: 0, total: null },
          ...{ coverage: null, borders: null, mutation: null },
        },
      };
      kept.set(lastKey, analysis);
      for (const [key, old] of kept) {
        if (kept.size <= MOST_KEPT) break;
        end(old, 'cancelled');
        kept.delete(key);
      }
      void run(analysis, { ruleset: parsed, mutate });
      return { key: lastKey };
    },
    get: (key) => find(key).state,
    cancel(key) {
      const analysis = find(key);
      end(analysis, 'cancelled');
      return analysis.state;
    },
    close() {
      for (const analysis of kept.values()) end(analysis, 'cancelled');
    },
  };
}
