import { ZenEngine } from '@gorules/zen-engine';
import { Engine, type RuleProperties } from 'json-rules-engine';
import { LuaFactory } from 'wasmoon';
import { PRESS_INPUTS, PRESS_JAVASCRIPT, PRESS_RULES, type PressInputs } from './press-rules.ts';
import { quickJsRule } from './quickjs.ts';

/** What every engine answers: the word, its confidence, how many rules fired and which (bit by rule). */
export interface PeerAnswer {
  readonly verdict: string;
  readonly confidence: number;
  readonly reasons: number;
  readonly fired: number;
}

/** An engine with the press rules in it, on its fastest known way. */
export interface Peer {
  readonly name: string;
  /** Calls under way at once. */
  readonly inFlight: number;
  evaluate(inputs: PressInputs): PeerAnswer | Promise<PeerAnswer>;
  close(): void;
}

const maskOf = (names: readonly string[]): number =>
  names.reduce((mask, name) => mask | (1 << (Number(name.slice(1)) - 1)), 0);

/** The rules as a JavaScript function of its own: nothing keeps it from running for ever, or from its surroundings. */
export function javaScriptPeer(): Peer {
  const rule = new Function('input', PRESS_JAVASCRIPT) as (
    inputs: PressInputs,
  ) => Omit<PeerAnswer, 'fired'> & { fired: string[] };
  return {
    name: 'generated JavaScript, unmetered',
    inFlight: 1,
    evaluate: (inputs) => {
      const answer = rule(inputs);
      return { ...answer, fired: answer.fired.length };
    },
    close: () => {},
  };
}

export async function quickJsPeer(): Promise<Peer> {
  const rule = await quickJsRule(PRESS_INPUTS, PRESS_JAVASCRIPT);
  return {
    name: 'quickjs-emscripten',
    inFlight: 1,
    evaluate: (inputs) => {
      const answer = rule.evaluate(PRESS_INPUTS.map((name) => inputs[name])) as Omit<PeerAnswer, 'fired'> & {
        fired: string[];
      };
      return { ...answer, fired: maskOf(answer.fired) };
    },
    close: () => rule.dispose(),
  };
}

/** Lua by its raw stack: numbers in, numbers out. */
export async function luaPeer(): Promise<Peer> {
  const lua = await new LuaFactory().createEngine({ openStandardLibs: false });
  const toLua = (condition: string): string => condition.replaceAll('&&', 'and').replaceAll('||', 'or');
  const words = ['OK', 'WATCH', 'ALARM', 'STOP'];
  const source = [
    `return function(${PRESS_INPUTS.join(', ')})`,
    'local verdict, confidence, reasons, fired = 0, 0.6, 0, 0',
    'local defect_rate = defect_count / production_count',
    'local load = torque * speed / 9549.0 / power',
    ...PRESS_RULES.map(
      ([condition, verdict, confidence], i) =>
        `if ${toLua(condition)} then verdict = ${words.indexOf(verdict)} confidence = ${confidence} reasons = reasons + 1 fired = fired | ${1 << i} end`,
    ),
    'return verdict, confidence, reasons, fired end',
  ].join('\n');
  const { lua: raw, address } = lua.global;
  if (raw.luaL_loadstring(address, source) !== 0) throw new Error('Lua does not compile');
  raw.lua_pcallk(address, 0, 1, 0, 0, null);
  const rule = raw.lua_gettop(address);
  return {
    name: 'wasmoon, raw stack',
    inFlight: 1,
    evaluate: (inputs) => {
      raw.lua_pushvalue(address, rule);
      for (const name of PRESS_INPUTS) raw.lua_pushnumber(address, inputs[name]);
      raw.lua_pcallk(address, PRESS_INPUTS.length, 4, 0, 0, null);
      const at = (place: number): number => raw.lua_tonumberx(address, place, null);
      const answer = { verdict: words[at(-4)] ?? '', confidence: at(-3), reasons: at(-2), fired: at(-1) };
      raw.lua_settop(address, rule);
      return answer;
    },
    close: () => lua.global.close(),
  };
}

const OPERATORS: Readonly<Record<string, string>> = { '>': 'greaterThan', '<': 'lessThan' };

function jsonCondition(part: string): { fact: string; operator: string; value: number } {
  const [fact = '', operator = '', value = ''] = part.trim().split(' ');
  return { fact, operator: OPERATORS[operator] ?? '', value: Number(value) };
}

export function jsonRulesPeer(): Peer {
  const rules: RuleProperties[] = PRESS_RULES.map(([condition, verdict, confidence], index) => ({
    conditions: condition.includes('||')
      ? { any: condition.split('||').map(jsonCondition) }
      : { all: condition.split('&&').map(jsonCondition) },
    event: { type: `r${index + 1}`, params: { verdict, confidence } },
    // Rules of one priority run at once.
    priority: 1,
  }));
  const engine = new Engine(rules);
  return {
    name: 'json-rules-engine',
    inFlight: 1,
    evaluate: async (inputs) => {
      const { events } = await engine.run({
        ...inputs,
        defect_rate: inputs.defect_count / inputs.production_count,
        load: (inputs.torque * inputs.speed) / 9549 / inputs.power,
      });
      const names = events.map(({ type }) => type);
      const last = events
        .toSorted((a, b) => Number(a.type.slice(1)) - Number(b.type.slice(1)))
        .at(-1)?.params;
      return {
        verdict: String(last?.['verdict'] ?? 'OK'),
        confidence: Number(last?.['confidence'] ?? 0.6),
        reasons: names.length,
        fired: maskOf(names),
      };
    },
    close: () => engine.stop(),
  };
}

/** A graph of an expression node and a decision table that collects. */
export function zenPeer(): Peer {
  const engine = new ZenEngine();
  const edge = (from: string, to: string) => ({
    id: `${from}-${to}`,
    type: 'edge',
    sourceId: from,
    targetId: to,
  });
  const decision = engine.createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode' },
      {
        id: 'rates',
        name: 'rates',
        type: 'expressionNode',
        content: {
          passThrough: true,
          expressions: [
            { id: 'a', key: 'defect_rate', value: 'defect_count / production_count' },
            { id: 'b', key: 'load', value: 'torque * speed / 9549.0 / power' },
          ],
        },
      },
      {
        id: 'table',
        name: 'table',
        type: 'decisionTableNode',
        content: {
          hitPolicy: 'collect',
          inputs: [{ id: 'if', name: 'if' }],
          outputs: [
            { id: 'rule', name: 'rule', field: 'rule' },
            { id: 'verdict', name: 'verdict', field: 'verdict' },
            { id: 'confidence', name: 'confidence', field: 'confidence' },
          ],
          rules: PRESS_RULES.map(([condition, verdict, confidence], index) => ({
            _id: `r${index + 1}`,
            if: condition.replaceAll('&&', 'and').replaceAll('||', 'or'),
            rule: `"r${index + 1}"`,
            verdict: `"${verdict}"`,
            confidence: String(confidence),
          })),
        },
      },
      { id: 'out', name: 'out', type: 'outputNode' },
    ],
    edges: [edge('in', 'rates'), edge('rates', 'table'), edge('table', 'out')],
  });
  return {
    name: 'zen-engine, 64 in flight',
    inFlight: 64,
    evaluate: async (inputs) => {
      const { result } = await decision.evaluate(inputs);
      const hits = result as { rule: string; verdict: string; confidence: number }[];
      const last = hits.at(-1);
      return {
        verdict: last?.verdict ?? 'OK',
        confidence: last?.confidence ?? 0.6,
        reasons: hits.length,
        fired: maskOf(hits.map(({ rule }) => rule)),
      };
    },
    close: () => engine.dispose(),
  };
}
