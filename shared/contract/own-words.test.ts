import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fieldErrorsOf } from './errors.ts';
import { fieldTextsIn } from './field-texts.ts';
import { rulesetInputSchema, rulesetManifestSchema } from './rules.ts';
import { configFileSchema } from './settings.ts';
import { unitCodeSchema } from './tags.ts';

interface Def {
  readonly error?: (issue: object) => unknown;
}
type Schema = z.ZodType & { readonly _zod: { readonly def: Def & Readonly<Record<string, unknown>> } };
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && '_zod' in value;

/** Every schema in this one and every check of them, which look the same from here. */
function defsIn(schema: Schema, into: Map<object, Def>): void {
  const {
    _zod: { def },
  } = schema;
  if (into.has(def)) return;
  into.set(def, def);
  for (const part of Object.values(def)) {
    const inner =
      Array.isArray(part) || (typeof part === 'object' && part !== null && !isSchema(part))
        ? Object.values(part)
        : [part];
    for (const each of inner) if (isSchema(each)) defsIn(each, into);
  }
}

const FILES = readdirSync(import.meta.dirname).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

async function saidInContract(): Promise<(() => string)[]> {
  const defs = new Map<object, Def>();
  for (const name of FILES) {
    const module = (await import(new URL(name, import.meta.url).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) if (isSchema(value)) defsIn(value, defs);
  }
  return [...defs.values()].flatMap(({ error }) => (error === undefined ? [] : [() => String(error({}))]));
}

describe('what schemas of the contract say in their own words', () => {
  afterEach(() => fieldTextsIn('en'));

  it('is Korean where that is the language, whichever schema says it', async () => {
    const said = await saidInContract();
    expect(said.length).toBeGreaterThan(20);
    for (const text of said) {
      fieldTextsIn('en');
      expect(text()).not.toMatch(/[가-힣]/);
      fieldTextsIn('ko');
      // One that is not: its words belong into own-words.ts, said by `saying(…)`.
      expect(text()).toMatch(/[가-힣]/);
    }
  });

  it('is never written into a schema, nor into what adds an issue to one', () => {
    for (const name of FILES.filter((file) => !/texts|own-words/.test(file))) {
      const source = readFileSync(`${import.meta.dirname}/${name}`, 'utf8');
      expect([name, ...(source.match(/\b(message|error): *['"`].*/g) ?? [])]).toEqual([name]);
    }
  });

  it.each([
    [
      rulesetInputSchema,
      { name: 'a-b', type: 'text', take: 'mean' },
      'name',
      '영문자, 숫자, _ 로 된 이름이어야 합니다(식의 변수입니다)',
    ],
    [
      rulesetInputSchema,
      { name: 'a', type: 'text', take: 'mean' },
      'take',
      'take "mean"에는 type number가 필요합니다',
    ],
    [rulesetManifestSchema, { id: 'X' }, 'id', '영문 소문자, 숫자, - 만 쓸 수 있습니다'],
    [
      configFileSchema,
      { mqttUrl: 'http://x' },
      'mqttUrl',
      '다음으로 시작하는 주소여야 합니다: mqtt://, mqtts://, ws://, wss://',
    ],
    [configFileSchema, { colour: 1 }, 'colour', '알 수 없는 항목입니다'],
    [
      unitCodeSchema,
      'furlong',
      '',
      'UCUM 코드가 아닙니다: "furlong". 예: Cel, bar, mm/s, kW.h, m3/h, {rev}/min. 세는 것은 {이름}으로 씁니다',
    ],
    [unitCodeSchema, '°C', '', 'UCUM 코드가 아닙니다: "°C". Cel로 쓰십시오'],
  ])('%# reads like this', (schema, value, path, text) => {
    fieldTextsIn('ko');
    const { error } = schema.safeParse(value);
    expect(error && fieldErrorsOf(error)).toContainEqual({ path, message: text });
  });
});
