import { readFileSync } from 'node:fs';
import type { RhaiEngine, ScriptHandle } from '../../rhai-wasm/index.ts';
import { readPayload } from '../../server/contexts/data-hub/domain/payload.ts';
import { targetOf } from '../../server/contexts/data-hub/domain/topic.ts';
import { Windows } from '../../server/contexts/data-hub/domain/windows.ts';
import { bindTo, equipmentOf } from '../../server/contexts/judgment/domain/binding.ts';
import { decide, holdDecision } from '../../server/contexts/judgment/domain/decide.ts';
import type { Decision } from '../../server/contexts/judgment/domain/decide.ts';
import { resolveInputs } from '../../server/contexts/judgment/domain/resolve.ts';
import { parseRuleset } from '../../server/contexts/rules/domain/ruleset.ts';
import type { ParsedRuleset } from '../../server/contexts/rules/domain/ruleset.ts';
import { createPlant } from '../../server/demo-plant/domain/plant.ts';
import type { Plant } from '../../server/demo-plant/domain/plant.ts';
import { createTransmission } from '../../server/demo-plant/domain/transmission.ts';
import type { PlantMessage } from '../../server/demo-plant/domain/transmission.ts';
import type { DemoCommand } from '../../shared/contract/demo-plant.ts';

export const SHIPPED = [
  'defect-rate',
  'bearing-vibration',
  'press-thermal',
  'tool-wear',
  'sensor-health',
] as const;

/** A Tuesday, 09:00 in Seoul. */
export const MORNING = Date.parse('2026-03-10T00:00:00Z');
export const SEOUL = 540;

export interface SimulatedJudgment extends Decision {
  readonly rulesetId: string;
  readonly equipment: string;
  /** Seconds since the start of the simulation. */
  readonly second: number;
}

interface BoundRule {
  readonly ruleset: ParsedRuleset;
  readonly script: ScriptHandle;
  readonly equipment: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly everySeconds: number;
}

export function loadShipped(id: string): ParsedRuleset {
  const file = (name: string) =>
    readFileSync(new URL(`../../server/contexts/rules/shipped/${id}/${name}`, import.meta.url), 'utf8');
  return parseRuleset({
    manifest: JSON.parse(file('ruleset.json')),
    source: file('rules.rhai'),
    tests: JSON.parse(file('tests.json')),
  });
}

/**
 * The demo plant judged by the shipped rulesets without broker, database or clock: real messages, real reading of
 * payloads, real windows, real binding and resolving, real Rhai. Each binding is judged once per debounce time.
 */
export class PlantSimulation {
  readonly plant: Plant;
  readonly #engine: RhaiEngine;
  readonly #transmit: ReturnType<typeof createTransmission>;
  readonly #windows = new Windows();
  readonly #known = new Set<string>();
  readonly #tagsOf = new Map<string, string[]>();
  readonly #rulesets: { ruleset: ParsedRuleset; script: ScriptHandle }[];
  #bound: BoundRule[] = [];
  #second = 0;

  constructor(engine: RhaiEngine, seed: number, startMs = MORNING) {
    this.#engine = engine;
    this.plant = createPlant({ seed, site: 'demo', startMs, utcOffsetMinutes: SEOUL });
    this.#transmit = createTransmission({
      site: 'demo',
      seed,
      severity: (equipment, fault) => this.plant.faults.severity(equipment, fault),
    });
    this.#rulesets = SHIPPED.map((id) => {
      const ruleset = loadShipped(id);
      const compiled = engine.compile(ruleset.source);
      if (!compiled.ok) throw new Error(`${id}: ${JSON.stringify(compiled.diagnostics)}`);
      return { ruleset, script: compiled.script };
    });
  }

  apply(command: DemoCommand): void {
    const result = this.plant.apply(command, this.plant.clockMs());
    if (!result.done) throw new Error(result.reason);
  }

  /** Runs on without judging. */
  pass(seconds: number): void {
    for (let passed = 1; passed <= seconds; passed += 1) this.#step();
  }

  /** Runs on and hands every judgment to `onJudgment`; `true` from it ends the run. Answers the seconds run. */
  run(seconds: number, onJudgment: (judgment: SimulatedJudgment) => boolean | void): number {
    for (let passed = 1; passed <= seconds; passed += 1) {
      this.#step();
      for (const bound of this.#bound) {
        if (this.#second % bound.everySeconds !== 0) continue;
        if (onJudgment(this.#judge(bound)) === true) return passed;
      }
    }
    return seconds;
  }

  #step(): void {
    this.#second += 1;
    this.#windows.forget();
    const messages = this.#transmit(this.plant.step(1), this.plant.clockMs());
    for (const message of messages) this.#receive(message);
  }

  #receive({ topic, payload }: PlantMessage): void {
    const now = this.plant.clockMs();
    const { readings, faults } = readPayload(targetOf(topic), Buffer.from(payload), now);
    if (faults.length > 0) throw new Error(`${topic}: ${faults[0]?.reason}`);
    for (const { path, value, quality, at } of readings) {
      if (!this.#known.has(path)) this.#discover(path);
      this.#windows.apply(path, { at: at ?? now, value, quality });
    }
  }

  #discover(path: string): void {
    this.#known.add(path);
    this.#windows.register(path, 'last', undefined);
    const equipment = equipmentOf(path);
    this.#tagsOf.set(equipment, [...(this.#tagsOf.get(equipment) ?? []), path]);
    this.#bound = this.#bound.filter((bound) => bound.equipment !== equipment);
    for (const { ruleset, script } of this.#rulesets) {
      const binding = bindTo(ruleset.manifest, equipment, (place) => this.#tagsOf.get(place) ?? []);
      if (binding === undefined) continue;
      const { trigger } = ruleset.manifest;
      const everySeconds = trigger.kind === 'change' ? Math.max(1, trigger.debounceMs / 1_000) : 1;
      this.#bound.push({ ruleset, script, everySeconds, ...binding });
      for (const input of ruleset.manifest.inputs) {
        const tag = binding.tags.get(input.name);
        if (tag !== undefined) this.#windows.register(tag, input.take, input.windowSeconds);
      }
    }
  }

  #judge({ ruleset, script, equipment, tags }: BoundRule): SimulatedJudgment {
    const at = this.plant.clockMs();
    const { manifest } = ruleset;
    const resolved = resolveInputs(
      manifest,
      {},
      (input) => {
        const path = tags.get(input.name);
        if (path === undefined) return undefined;
        const found = this.#windows.value(path, input.take, input.windowSeconds, at);
        return { path, reading: found && { ...found, at: found.newestAt } };
      },
      at,
    );
    const common = { rulesetId: manifest.id, equipment, second: this.#second };
    if (resolved.hold !== undefined) {
      return { ...common, ...holdDecision(resolved.hold.cause, resolved.hold.detail) };
    }
    const inputs = { ...resolved.values, parameters: manifest.parameters };
    const outcome = this.#engine.evaluate(script, inputs);
    const decision = outcome.ok
      ? decide(manifest, { ok: true, value: outcome.value, trace: [] })
      : decide(manifest, {
          ok: false,
          cause: 'RULE_ERROR',
          detail: { ko: outcome.error.message, en: outcome.error.message },
          trace: [],
        });
    return { ...common, ...decision };
  }
}
