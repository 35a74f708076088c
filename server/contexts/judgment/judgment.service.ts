import { createHash } from 'node:crypto';
import { SEVERITIES, type Actor, type Severity } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import {
  HOLD_VERDICT,
  type EquipmentState,
  type ExecuteRequest,
  type FeedbackRequest,
  type Judgment,
  type JudgmentListQuery,
  type JudgmentPage,
  type Overview,
} from '../../../shared/contract/judgment.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { RulesService } from '../rules/index.ts';
import type { BoundRuleset, BoundRulesets } from './bound-rulesets.ts';
import { CurrentStates } from './current-states.ts';
import { cursorFrom, cursorText } from './domain/cursor.ts';
import { equipmentOf } from './domain/binding.ts';
import { checkRequestInput } from './domain/resolve.ts';
import { judge, resolveLive, resolvePast, type Case, type JudgeParts } from './judge.ts';
import type { JudgmentStore } from './ports.ts';

export type JudgmentListener = (event: { kind: 'executed' | 'feedback'; judgment: Judgment }) => void;

export interface JudgmentService {
  /** Errors: `RULESET_NOT_FOUND`, `VALIDATION_FAILED`, `LLM_NOT_CONFIGURED`, `IDEMPOTENCY_KEY_REUSED`. */
  execute(request: ExecuteRequest): Promise<Judgment>;
  /** Judges a bound ruleset with the readings of this very moment; resolves once it is stored. */
  executeBound(bound: BoundRuleset, at: number, trigger: Judgment['trigger']): Promise<Judgment>;
  list(query: JudgmentListQuery): Promise<JudgmentPage>;
  get(id: string): Promise<Judgment>;
  giveFeedback(id: string, feedback: FeedbackRequest, actor: Actor): Promise<Judgment>;
  overview(): Promise<Overview>;
  onJudgment(listener: JudgmentListener): void;
  /** Reads what the store knows of feedback and current states; once, before serving. */
  load(): Promise<void>;
}

export interface JudgmentDependencies extends JudgeParts {
  readonly store: JudgmentStore;
  readonly rules: Pick<RulesService, 'runnable'>;
  readonly bound: BoundRulesets;
  readonly clock: () => number;
  readonly demoPlant: boolean;
}

export function createJudgmentService(dependencies: JudgmentDependencies): JudgmentService {
  const { store, rules, bound, clock, confidence, monotonicNow } = dependencies;
  const listeners: JudgmentListener[] = [];
  const states = new CurrentStates();
  const runningByKey = new Map<string, { requestHash: string; judgment: Promise<Judgment> }>();

  const announce: JudgmentListener = (event) => listeners.forEach((listener) => listener(event));

  async function finish(
    subject: Case,
    resolved: ReturnType<typeof resolveLive>,
    startedAt: number,
    idempotency?: { idempotencyKey: string; requestHash: string },
  ): Promise<Judgment> {
    const judgment = await judge(dependencies, subject, resolved, startedAt);
    await store.add(judgment, idempotency);
    states.apply(judgment, subject.ruleset.manifest);
    announce({ kind: 'executed', judgment });
    return judgment;
  }

  async function executeOnce(
    request: ExecuteRequest,
    idempotency?: { idempotencyKey: string; requestHash: string },
  ): Promise<Judgment> {
    const startedAt = monotonicNow();
    if (request.policy === 'llm') {
      throw new AppError(
        'LLM_NOT_CONFIGURED',
        'no language model is configured; use policy "rule" or "hybrid"',
      );
    }
    const ruleset = await rules.runnable(request.rulesetId, request.rulesetVersion);
    checkRequestInput(ruleset.manifest, request.input);
    const asked = request.context?.equipment;
    const equipment = asked === undefined ? undefined : (bound.findEquipment(asked) ?? asked);
    const context = equipment === undefined ? request.context : { ...request.context, equipment };
    const subject: Case = {
      ruleset,
      binding: bound.bindingFor(ruleset, equipment),
      sent: request.input,
      at: request.at === undefined ? clock() : Date.parse(request.at),
      live: request.at === undefined,
      policy: request.policy,
      useCache: request.useCache,
      trigger: 'request',
      context,
    };
    const resolved = subject.live
      ? resolveLive(dependencies, subject)
      : await resolvePast(dependencies, subject);
    return finish(subject, resolved, startedAt, idempotency);
  }

  async function executeIdempotent(request: ExecuteRequest, key: string) {
    const requestHash = createHash('sha256').update(canonicalJson(request)).digest('hex');
    const reused = () =>
      new AppError('IDEMPOTENCY_KEY_REUSED', `idempotencyKey "${key}" belongs to a different request`);
    const running = runningByKey.get(key);
    if (running !== undefined) {
      if (running.requestHash !== requestHash) throw reused();
      return running.judgment;
    }
    const judgment = (async () => {
      const known = await store.findByIdempotencyKey(key);
      if (known === undefined) return executeOnce(request, { idempotencyKey: key, requestHash });
      if (known.requestHash !== requestHash) throw reused();
      return known.judgment;
    })();
    runningByKey.set(key, { requestHash, judgment });
    try {
      return await judgment;
    } finally {
      runningByKey.delete(key);
    }
  }

  return {
    execute: (request) =>
      request.idempotencyKey === undefined
        ? executeOnce(request)
        : executeIdempotent(request, request.idempotencyKey),
    executeBound(boundRuleset, at, trigger) {
      const startedAt = monotonicNow();
      const { ruleset, equipment } = boundRuleset;
      const line = equipment.split('/')[2];
      const subject: Case = {
        ruleset,
        binding: boundRuleset,
        sent: {},
        at,
        live: true,
        policy: 'hybrid',
        useCache: true,
        trigger,
        context: { equipment, ...(line === undefined ? {} : { line }) },
      };
      return finish(subject, resolveLive(dependencies, subject), startedAt);
    },
    async list({ cursor, limit, ...filter }) {
      if (filter.equipment !== undefined) {
        filter.equipment = bound.findEquipment(filter.equipment) ?? filter.equipment;
      }
      const found = await store.list(
        filter,
        cursor === undefined ? undefined : cursorFrom(cursor),
        limit + 1,
      );
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(found.length > limit && last ? { nextCursor: cursorText(last) } : {}) };
    },
    get: (id) => mustFind(store, id),
    async giveFeedback(id, feedback, actor) {
      const judgment = await mustFind(store, id);
      const ruleset = await rules.runnable(judgment.ruleset.id, judgment.ruleset.version);
      const wanted = feedback.correctVerdict;
      if (
        wanted !== undefined &&
        wanted !== HOLD_VERDICT &&
        ruleset.manifest.verdicts[wanted] === undefined
      ) {
        const declared = Object.keys(ruleset.manifest.verdicts).join(', ');
        throw new AppError('VALIDATION_FAILED', `correctVerdict: must be one of ${declared}`, [
          { path: 'correctVerdict', message: `must be one of ${declared}` },
        ]);
      }
      const at = clock();
      await store.addFeedback(judgment, { ...feedback, by: actor.name, byId: actor.id, at });
      confidence.add(judgment.ruleset.id, judgment.context?.equipment, feedback.agree, judgment.feedback);
      const updated: Judgment = {
        ...judgment,
        confidence: {
          ...judgment.confidence,
          ...confidence.of(judgment.ruleset.id, judgment.context?.equipment),
        },
        feedback: { ...feedback, by: actor.name, at: new Date(at).toISOString() },
      };
      announce({ kind: 'feedback', judgment: updated });
      return updated;
    },
    async overview() {
      return {
        at: new Date(clock()).toISOString(),
        demoPlant: dependencies.demoPlant,
        equipment: equipmentStates(dependencies, states),
      };
    },
    onJudgment: (listener) => void listeners.push(listener),
    async load() {
      await confidence.load(store);
      for (const judgment of await store.latest()) {
        const ruleset = await rules
          .runnable(judgment.ruleset.id, judgment.ruleset.version)
          .catch(() => undefined);
        if (ruleset !== undefined) states.apply(judgment, ruleset.manifest);
      }
    },
  };
}

async function mustFind(store: JudgmentStore, id: string): Promise<Judgment> {
  const judgment = await store.find(id);
  if (judgment === undefined) throw new AppError('JUDGMENT_NOT_FOUND', `there is no judgment "${id}"`);
  return judgment;
}

/** Every machine that has tags, with the current judgments of the rulesets bound to it now. */
function equipmentStates({ readings, bound }: JudgmentDependencies, states: CurrentStates): EquipmentState[] {
  const rulesetsOf = new Map<string, Set<string>>();
  for (const { equipment, ruleset } of bound.all()) {
    rulesetsOf.set(equipment, (rulesetsOf.get(equipment) ?? new Set()).add(ruleset.id));
  }
  const paths = [...new Set(readings.tagPaths().map(equipmentOf))].sort();
  return paths.map((path) => {
    const judgments = states.of(path).filter((state) => rulesetsOf.get(path)?.has(state.rulesetId));
    const freshness = readings.freshness(path);
    const [, , line = '', equipment = ''] = path.split('/');
    return {
      path,
      line,
      equipment,
      tagCount: readings.tagsOf(path).length,
      lastDataAt: freshness === undefined ? null : new Date(freshness.lastDataAt).toISOString(),
      lastReceivedAt: freshness === undefined ? null : new Date(freshness.lastReceivedAt).toISOString(),
      severity: worst(judgments.map((judgment) => judgment.severity)),
      judgments,
    };
  });
}

function worst(severities: readonly Severity[]): Severity | null {
  if (severities.length === 0) return null;
  return SEVERITIES[Math.max(...severities.map((severity) => SEVERITIES.indexOf(severity)))] ?? null;
}
