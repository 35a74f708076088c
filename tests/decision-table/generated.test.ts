import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine, ScriptHandle } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { evaluateTable } from '../../shared/decision-table/evaluate.ts';
import { scriptOf } from '../../shared/decision-table/generate.ts';
import type { TableModel } from '../../shared/decision-table/model.ts';
import { tableOf } from '../../shared/decision-table/script.ts';
import { faultsOfTable } from '../../shared/decision-table/told.ts';
import { rulesetManifestSchema } from '../../shared/contract/rules.ts';
import {
  chanceOf,
  columnValues,
  randomInputs,
  randomTable,
  TABLE_MANIFEST,
  type TableInputs,
} from '../support/random-tables.ts';

let engine: RhaiEngine;
let numberText: ScriptHandle;
beforeAll(async () => {
  engine = await loadRhai();
  numberText = compiled('`${t}`');
});

const NAMES = ['input', 'parameters', ...TABLE_MANIFEST.inputs.map(({ name }) => name)];
const TABLES = Number(process.env['AIF_TEST_FUZZ'] ?? 6_000) / 20;
const INPUTS = 20;

function compiled(source: string): ScriptHandle {
  const outcome = engine.compile(source, { inputs: NAMES });
  if (!outcome.ok) throw new Error(`${JSON.stringify(outcome.diagnostics)}\n${source}`);
  return outcome.script;
}

/** What the script answers, in the words of the table. */
function answered(script: ScriptHandle, inputs: TableInputs) {
  const given = { ...inputs, parameters: TABLE_MANIFEST.parameters };
  const { trace, ...outcome } = engine.evaluate(script, given);
  if (!outcome.ok) return { error: outcome.error.code, trace };
  const { verdict, confidence, reasons, ...others } = outcome.value as Record<string, unknown>;
  const outputs = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  return { verdict, confidence: confidence ?? null, reasons: reasons ?? [], outputs, trace };
}

function meant(model: TableModel, values: Parameters<typeof evaluateTable>[1], inputs: TableInputs) {
  const { outcome, said, outputs } = evaluateTable(model, values);
  if (outcome === null) return { error: 'THROWN' };
  const reasonsOf = said.length > 0 ? said.map((row) => model.rows[row]?.outcome.reason) : [outcome.reason];
  const t = answeredText(inputs['t']);
  const filled = (text: string) => text.replaceAll('{t}', t);
  return {
    verdict: outcome.verdict,
    confidence: outcome.confidence ?? null,
    reasons: reasonsOf.flatMap((reason) =>
      reason ? [{ ko: filled(reason.ko), en: filled(reason.en) }] : [],
    ),
    outputs,
  };
}

/** A number as Rhai writes it into a text. */
function answeredText(value: unknown): string {
  const outcome = engine.evaluate(numberText, { t: value as number });
  return outcome.ok ? String(outcome.value) : 'error';
}

function columnsOf(rows: readonly TableInputs[]) {
  const texts = (name: string) => {
    const words = [...new Set(rows.flatMap((row) => (typeof row[name] === 'string' ? [row[name]] : [])))];
    return { texts: words, indexes: Int32Array.from(rows, (row) => words.indexOf(String(row[name]))) };
  };
  const booleans = (name: string) => ({
    booleans: Int8Array.from(rows, (row) => (row[name] === null ? -1 : Number(row[name]))),
  });
  const numbers = (name: string) =>
    Float64Array.from(rows, (row) => (row[name] === null ? Number.NaN : Number(row[name])));
  return {
    ...Object.fromEntries(['t', 's', 'due'].map((name) => [name, numbers(name)])),
    ...Object.fromEntries(['mode', 'lot'].map((name) => [name, texts(name)])),
    ...Object.fromEntries(['on', 'off'].map((name) => [name, booleans(name)])),
    parameters: TABLE_MANIFEST.parameters,
  };
}

describe('the script made from a table', () => {
  it('says what the cells say, interpreted and compiled', { timeout: 600_000 }, () => {
    let judged = 0;
    let drawn = 0;
    const paths = new Map<string, number>();
    for (let seed = 1; drawn < TABLES; seed += 1) {
      const chance = chanceOf(seed);
      const { manifest, columns } = randomTable(chance);
      const read = tableOf(manifest);
      if (read?.ok !== true) continue;
      drawn += 1;
      const { model } = read;
      const script = compiled(scriptOf(model));
      const rows = Array.from({ length: INPUTS }, () => randomInputs(chance));
      const batch = engine.evaluateBatch(script, columnsOf(rows), { nullable: ['s', 'lot', 'off'] });
      const path = `${model.table.hitPolicy === 'collect' ? 'collect' : 'other'} ${batch.path.kind}`;
      paths.set(path, (paths.get(path) ?? 0) + 1);
      rows.forEach((inputs, index) => {
        const values = columnValues(inputs, columns);
        const expected = meant(model, values, inputs);
        const { trace, ...answer } = answered(script, inputs);
        const told = `seed ${seed} ${JSON.stringify(inputs)}\n${JSON.stringify(manifest.table)}\n${scriptOf(model)}`;
        expect([answer, told]).toEqual([expected, told]);
        const verdict = batch.verdictTable[batch.verdicts[index] ?? -1];
        expect([verdict ?? 'none', told]).toEqual(['error' in expected ? 'none' : expected.verdict, told]);
        const hit = evaluateTable(model, values).rows.map((row) => `row-${row + 1}`);
        const fired = trace
          .filter(({ fired: has, ruleId }) => has && ruleId !== 'otherwise')
          .map(({ ruleId }) => ruleId);
        if (model.table.hitPolicy === 'collect') expect([fired.sort(), told]).toEqual([hit.sort(), told]);
        else if (hit.length > 0) expect([hit.includes(fired[0] ?? ''), told]).toEqual([true, told]);
        judged += 1;
      });
      engine.release(script);
    }
    expect(judged).toBe(Math.ceil(TABLES) * INPUTS);
    expect([...paths.keys()].filter((path) => path === 'other interpreter')).toEqual([]);
  });

  it('compiles where cells, columns and rows are as many as they may be', { timeout: 120_000 }, () => {
    const inputs = Array.from({ length: 24 }, (_, index) => ({
      name: `i${index}`,
      type: 'number' as const,
      optional: true,
    }));
    const list = Array.from({ length: 64 }, (_, index) => `[${index * 2}..${index * 2 + 1})`).join(', ');
    const tableFor = (rows: readonly string[][], columns: number) =>
      rulesetManifestSchema.parse({
        ...TABLE_MANIFEST,
        inputs,
        table: {
          hitPolicy: 'first',
          columns: inputs.slice(0, columns).map(({ name }) => ({ expression: name, type: 'number' })),
          rows: rows.map((when) => ({ when, verdict: 'OK', confidence: 0.9 })),
        },
      });
    const names = [...inputs.map(({ name }) => name), 'parameters'];
    const none = Object.fromEntries(names.map((name) => [name, null]));
    for (const cell of [list, `not(${list})`, `null, ${list.replace(', [126..127)', '')}`]) {
      const read = tableOf(tableFor([inputs.map(() => cell)], 24));
      if (read?.ok !== true) throw new Error(JSON.stringify(read));
      const outcome = engine.compile(scriptOf(read.model), { inputs: names });
      expect(outcome).toMatchObject({ ok: true });
      if (!outcome.ok) continue;
      const answer = engine.evaluate(outcome.script, none);
      expect(answer.ok).toBe(cell.startsWith('null'));
      engine.release(outcome.script);
    }
    const rows = Array.from({ length: 1_000 }, (_, index) => [`[${index}..${index + 1})`, '< 5', '> 2']);
    const read = tableOf(tableFor(rows, 3));
    if (read?.ok !== true) throw new Error(JSON.stringify(read));
    const outcome = engine.compile(scriptOf(read.model), { inputs: names });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
    const answer = engine.evaluate(outcome.script, { i0: 999.5, i1: 4, i2: 3 });
    expect(answer).toMatchObject({ ok: true, value: { verdict: 'OK' } });
    expect(answer.trace.at(-1)).toMatchObject({ ruleId: 'row-1000', fired: true });
    engine.release(outcome.script);
  });

  it(
    'says the same where the table is so long that what rows say is written once',
    { timeout: 120_000 },
    () => {
      const chance = chanceOf(7);
      const rows = Array.from({ length: 900 }, (_, index) => ({
        when: [
          `[${index % 30}..${(index % 30) + 2})`,
          `(${Math.floor(index / 30)}..${Math.floor(index / 30) + 1}]`,
          '-',
        ],
        verdict: ['OK', 'WATCH', 'ALSO', 'HOT'][chance(4)],
        confidence: [0.5, 0.9][chance(2)],
        reason: { ko: `이유 ${chance(40)}: {t}`, en: `reason ${chance(3)}` },
      }));
      const columns = ['t', 's', 'lot'].map((expression) => ({
        expression,
        type: expression === 'lot' ? 'text' : 'number',
      }));
      for (const hitPolicy of ['first', 'priority']) {
        const manifest = rulesetManifestSchema.parse({
          ...TABLE_MANIFEST,
          table: { hitPolicy, columns, rows },
        });
        const read = tableOf(manifest);
        if (read?.ok !== true) throw new Error(JSON.stringify(read));
        const source = scriptOf(read.model);
        expect(source).toContain('let outcome_1 = #{');
        const script = compiled(source);
        for (let tried = 0; tried < 300; tried += 1) {
          const inputs = { ...randomInputs(chance), t: chance(64) / 2, s: chance(64) / 2 };
          const { trace: _, ...answer } = answered(script, inputs);
          expect(answer).toEqual(meant(read.model, [inputs.t, inputs.s, null], inputs));
        }
        engine.release(script);
      }
    },
  );

  it('says texts that do not fit into a result only where that is told, with "collect" too', () => {
    const outputs = Array.from({ length: 8 }, (_, index) => ({ name: `o${index}`, type: 'text' }));
    const columns = [{ expression: 't', type: 'number' }];
    for (const hitPolicy of ['first', 'collect'])
      for (const length of [10, 60, 130, 150, 200]) {
        const row = (of: number) => ({
          when: ['> 1'],
          verdict: 'OK',
          // With "collect" each row says half of them.
          outputs: outputs.map((_, index) =>
            hitPolicy === 'first' || index % 2 === of ? '가'.repeat(length) : '',
          ),
        });
        const table = { hitPolicy, columns, outputs, rows: [row(0), row(1)] };
        const read = tableOf(rulesetManifestSchema.parse({ ...TABLE_MANIFEST, table }));
        if (read?.ok !== true) throw new Error(JSON.stringify(read));
        const source = scriptOf(read.model);
        const { warnings } = faultsOfTable(read, source);
        const isTold = warnings.some(({ reason: { code } }) =>
          ['tableRowLong', 'tableManyReasons'].includes(code),
        );
        const script = compiled(source);
        const { ok } = engine.evaluate(script, { t: 2 });
        engine.release(script);
        expect([hitPolicy, length, ok || isTold]).toEqual([hitPolicy, length, true]);
        expect([hitPolicy, length, isTold]).toEqual([hitPolicy, length, length * 24 > 3_500]);
        if (length === 200) expect(ok).toBe(false);
      }
  });

  it('may collect more reasons than a result holds only where that is told', () => {
    const outcomes = [10, 30, 60, 61, 80].map((count) => {
      const reason = { ko: '가'.repeat(5), en: 'b'.repeat(10) };
      const rows = Array.from({ length: count }, () => ({ when: ['> 1'], verdict: 'OK', reason }));
      // As many again that never hold together with these.
      const others = rows.map((row) => ({ ...row, when: ['<= 1'] }));
      const columns = [{ expression: 't', type: 'number' }];
      const table = { hitPolicy: 'collect', columns, rows: [...rows, ...others] };
      const read = tableOf(rulesetManifestSchema.parse({ ...TABLE_MANIFEST, table }));
      if (read?.ok !== true) throw new Error(JSON.stringify(read));
      const source = scriptOf(read.model);
      const { warnings } = faultsOfTable(read, source);
      const script = compiled(source);
      const { ok } = engine.evaluate(script, { t: 2 });
      engine.release(script);
      return { count, ok, isTold: warnings.some(({ reason: { code } }) => code === 'tableManyReasons') };
    });
    expect(outcomes.map(({ isTold }) => isTold)).toEqual([false, false, false, true, true]);
    for (const { ok, isTold } of outcomes) expect(ok || isTold).toBe(true);
    expect(outcomes.at(-1)?.ok).toBe(false);
  });
});
