import { createHash } from 'node:crypto';
import type { Actor } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import {
  type ExecuteRequest,
  type FeedbackRequest,
  type Judgment,
  type JudgmentListQuery,
  type JudgmentPage,
  type Overview,
} from '../../../shared/contract/judgment.ts';
import type { Replay } from '../../../shared/contract/replay.ts';
import type { TagZones } from '../../../shared/contract/zones.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { RulesService } from '../rules/index.ts';
import type { BoundRuleset, BoundRulesets } from './bound-rulesets.ts';
import { countsWhenRequested, CurrentStates, isState } from './current-states.ts';
import { cursorFrom, cursorText } from './domain/cursor.ts';
import { checkFeedback, checkTime } from './domain/request.ts';
import { checkRequestInput, type ResolvedInputs } from './domain/resolve.ts';
import { judge, newestReadingTime, resolveLive, resolvePast, type Case, type JudgeParts } from './judge.ts';
import { equipmentStates } from './overview.ts';
import type { JudgmentStore } from './ports.ts';
import { replay, type ScriptReader } from './replay.ts';
import { VerdictZones } from './zones.ts';

export type JudgmentListener = (event: { kind: 'executed' | 'feedback'; judgment: Judgment }) => void;

export interface JudgmentDependencies extends JudgeParts {
  readonly store: JudgmentStore;
  readonly rules: Pick<RulesService, 'runnable' | 'periods'>;
  readonly bound: BoundRulesets;
  readonly scripts: ScriptReader;
  readonly clock: () => number;
  readonly demoPlant: boolean;
}

interface Idempotency {
  readonly idempotencyKey: string;
  readonly requestHash: string;
}

/** Judging: resolve inputs → cache or rules → store → announce. Every answer is stored before it is given. */
export class JudgmentService {
  readonly #parts: JudgmentDependencies;
  readonly #listeners: JudgmentListener[] = [];
  readonly #states = new CurrentStates();
  readonly #runningByKey = new Map<string, { requestHash: string; judgment: Promise<Judgment> }>();
  readonly #zones: VerdictZones;
  #lastFeedback: Promise<unknown> = Promise.resolve();

  constructor(dependencies: JudgmentDependencies) {
    this.#parts = dependencies;
    this.#zones = new VerdictZones(dependencies);
  }

  /** Reads what the store knows of feedback and current states; once, when rulesets are bound and before serving. */
  async load(): Promise<void> {
    const { bound, confidence, rules, store } = this.#parts;
    await confidence.load(store);
    const shown = [...bound.all()].map(({ ruleset, equipment }) => ({
      rulesetId: ruleset.id,
      equipment,
      requested: countsWhenRequested(ruleset.manifest),
    }));
    for (const judgment of await store.latest(shown)) {
      const { id, version } = judgment.ruleset;
      const ruleset = await rules.runnable(id, version).catch(() => undefined);
      if (ruleset !== undefined) this.#states.apply(judgment, ruleset.manifest);
    }
  }

  onJudgment(listener: JudgmentListener): void {
    this.#listeners.push(listener);
  }

  /** Errors: `RULESET_NOT_FOUND`, `VALIDATION_FAILED`, `LLM_NOT_CONFIGURED`, `IDEMPOTENCY_KEY_REUSED`. */
  execute(request: ExecuteRequest): Promise<Judgment> {
    return request.idempotencyKey === undefined
      ? this.#executeOnce(request)
      : this.#executeIdempotent(request, request.idempotencyKey);
  }

  /** Takes the readings of this very moment; what it returns judges a bound ruleset by them and resolves once that is stored. */
  prepareBound(bound: BoundRuleset, at: number, trigger: Judgment['trigger']): () => Promise<Judgment> {
    const startedAt = this.#parts.monotonicNow();
    const { ruleset, equipment } = bound;
    const line = equipment.split('/')[2];
    const subject: Case = {
      ruleset,
      binding: bound,
      sent: {},
      at,
      readAt: trigger === 'change' ? at : newestReadingTime(this.#parts.readings, bound, at),
      policy: 'hybrid',
      useCache: true,
      trigger,
      context: { equipment, ...(line === undefined ? {} : { line }) },
    };
    const resolved = resolveLive(this.#parts, subject);
    return () => this.#finish(subject, resolved, startedAt);
  }

  async list({ cursor, limit, ...filter }: JudgmentListQuery): Promise<JudgmentPage> {
    const { bound, store } = this.#parts;
    if (filter.equipment !== undefined) {
      filter.equipment = bound.findEquipment(filter.equipment) ?? filter.equipment;
    }
    const found = await store.list(filter, cursor === undefined ? undefined : cursorFrom(cursor), limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last ? { nextCursor: cursorText(last) } : {}) };
  }

  /** Error `JUDGMENT_NOT_FOUND`. */
  async get(id: string): Promise<Judgment> {
    const judgment = await this.#parts.store.find(id);
    if (judgment === undefined) throw new AppError('JUDGMENT_NOT_FOUND', `there is no judgment "${id}"`);
    return judgment;
  }

  /** Makes a stored judgment again and says whether it comes out the same; stores nothing. Error `JUDGMENT_NOT_FOUND`. */
  async replay(id: string): Promise<Replay> {
    return replay(this.#parts, await this.get(id));
  }

  /**
   * A later answer to the same judgment replaces the earlier one. The judgment stays as it was made: what it says of
   * measured confidence is from then. Errors: `JUDGMENT_NOT_FOUND`, `VALIDATION_FAILED` for a verdict that is unknown
   * or contradicts the answer.
   */
  giveFeedback(id: string, feedback: FeedbackRequest, actor: Actor): Promise<Judgment> {
    // One after the other: each is counted against the answer that was there before it.
    const given = this.#lastFeedback.then(() => this.#giveFeedback(id, feedback, actor));
    this.#lastFeedback = given.catch(() => undefined);
    return given;
  }

  /** Those on which somebody has said what they think, of all versions of a ruleset, oldest first. */
  withFeedback(rulesetId: string, from: number, to: number, limit: number): Promise<Judgment[]> {
    return this.#parts.store.withFeedback(rulesetId, from, to, limit);
  }

  async overview(): Promise<Overview> {
    const { clock, demoPlant, readings, bound } = this.#parts;
    const at = new Date(clock()).toISOString();
    return { at, demoPlant, equipment: equipmentStates(readings, bound, this.#states) };
  }

  /** For which values of a tag the rules would give which verdict, those too that were in force after `since` (epoch milliseconds). */
  zones(path: string, since = Infinity): Promise<TagZones> {
    return this.#zones.of(path, since);
  }

  async #giveFeedback(id: string, feedback: FeedbackRequest, actor: Actor): Promise<Judgment> {
    const { rules, store, clock, confidence } = this.#parts;
    const judgment = await this.get(id);
    const { manifest } = await rules.runnable(judgment.ruleset.id, judgment.ruleset.version);
    checkFeedback(feedback, judgment.verdict, Object.keys(manifest.verdicts));
    const at = clock();
    await store.addFeedback(judgment, { ...feedback, by: actor.name, byId: actor.id, at });
    confidence.add(judgment, feedback.agree, judgment.feedback);
    const updated: Judgment = {
      ...judgment,
      feedback: { ...feedback, by: actor.name, at: new Date(at).toISOString() },
    };
    this.#announce('feedback', updated);
    return updated;
  }

  async #executeOnce(request: ExecuteRequest, idempotency?: Idempotency): Promise<Judgment> {
    const { rules, bound, clock, monotonicNow } = this.#parts;
    const startedAt = monotonicNow();
    if (request.policy === 'llm') {
      throw new AppError(
        'LLM_NOT_CONFIGURED',
        'no language model is configured; use policy "rule" or "hybrid"',
      );
    }
    const ruleset = await rules.runnable(request.rulesetId, request.rulesetVersion);
    checkRequestInput(ruleset.manifest, request.input);
    const { equipment: asked, line } = request.context ?? {};
    const equipment = asked === undefined ? undefined : (bound.findEquipment(asked, line) ?? asked);
    const now = clock();
    const binding = bound.bindingFor(ruleset, equipment);
    const at = request.at === undefined ? now : checkTime(request.at, now);
    const subject: Case = {
      ruleset,
      binding,
      sent: request.input,
      at,
      readAt: request.at === undefined ? newestReadingTime(this.#parts.readings, binding, at) : at,
      policy: request.policy,
      useCache: request.useCache,
      trigger: 'request',
      context: equipment === undefined ? request.context : { ...request.context, equipment },
    };
    const isLive = request.at === undefined && bound.isBound(ruleset, binding?.equipment);
    const resolved = isLive ? resolveLive(this.#parts, subject) : await resolvePast(this.#parts, subject);
    return this.#finish(subject, resolved, startedAt, idempotency);
  }

  async #executeIdempotent(request: ExecuteRequest, key: string): Promise<Judgment> {
    const requestHash = createHash('sha256').update(canonicalJson(request)).digest('hex');
    const running = this.#runningByKey.get(key);
    if (running !== undefined) {
      if (running.requestHash !== requestHash) throw keyReused(key);
      return running.judgment;
    }
    const judgment = this.#findOrExecute(request, { idempotencyKey: key, requestHash });
    this.#runningByKey.set(key, { requestHash, judgment });
    try {
      return await judgment;
    } finally {
      this.#runningByKey.delete(key);
    }
  }

  async #findOrExecute(request: ExecuteRequest, idempotency: Idempotency): Promise<Judgment> {
    const known = await this.#parts.store.findByIdempotencyKey(idempotency.idempotencyKey);
    if (known === undefined) return this.#executeOnce(request, idempotency);
    if (known.requestHash !== idempotency.requestHash) throw keyReused(idempotency.idempotencyKey);
    return known.judgment;
  }

  async #finish(
    subject: Case,
    resolved: ResolvedInputs,
    startedAt: number,
    idempotency?: Idempotency,
  ): Promise<Judgment> {
    const judgment = await judge(this.#parts, subject, resolved, startedAt);
    const { manifest } = subject.ruleset;
    await this.#parts.store.add(judgment, isState(judgment, manifest), idempotency);
    this.#states.apply(judgment, manifest);
    this.#announce('executed', judgment);
    return judgment;
  }

  #announce(kind: 'executed' | 'feedback', judgment: Judgment): void {
    for (const listener of this.#listeners) listener({ kind, judgment });
  }
}

function keyReused(key: string): AppError {
  return new AppError('IDEMPOTENCY_KEY_REUSED', `idempotencyKey "${key}" belongs to a different request`);
}
