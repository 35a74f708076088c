import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldErrorsOf } from './errors.ts';
import { fieldTextsIn } from './field-texts.ts';

const schema = z.strictObject({
  name: z.string().min(2).max(3),
  seconds: z.number().int().min(1).max(60),
  share: z.number().gt(0),
  kind: z.enum(['counter', 'measure']),
  format: z.literal('aif/1'),
  list: z.array(z.string()).min(1),
  enabled: z.boolean(),
  value: z.union([z.string(), z.number()]),
  limits: z.record(z.string(), z.number()),
  rule: z.union([z.object({ path: z.string() }), z.string()]),
  payload: z.discriminatedUnion('form', [z.object({ form: z.literal('json') })]),
  at: z.iso.datetime({ offset: true }),
  own: z.string().regex(/^a/, 'begins with a'),
});

const WRONG = {
  name: 'a',
  seconds: 2.5,
  share: 0,
  kind: 'x',
  format: 'aif/2',
  list: [],
  enabled: 'yes',
  value: true,
  limits: { high: 'x' },
  rule: { path: 1 },
  payload: { form: 'xml' },
  at: 'today',
  own: 'b',
};

const textsOf = (value: unknown) => {
  const { error } = schema.safeParse(value);
  return error === undefined
    ? {}
    : Object.fromEntries(fieldErrorsOf(error).map(({ path, message }) => [path, message]));
};

describe('what is wrong with a field', () => {
  afterEach(() => fieldTextsIn('en'));

  it('is told in plain English', () => {
    expect(textsOf(WRONG)).toEqual({
      name: 'needs at least 2 characters',
      seconds: 'must be a whole number',
      share: 'must be more than 0',
      kind: 'must be "counter" or "measure"',
      format: 'must be "aif/1"',
      list: 'must not be empty',
      enabled: 'must be true or false, is text',
      value: 'must be text or a number, is true or false',
      'limits.high': 'must be a number, is text',
      rule: 'path: must be text, is a number',
      'payload.form': 'must be "json"',
      at: 'must be a time with its zone, as 2026-01-31T08:00:00Z',
      own: 'begins with a',
    });
    expect(textsOf({ ...WRONG, seconds: 61, list: 'x', limits: [], name: 'abcd' })).toMatchObject({
      seconds: 'must be at most 60',
      list: 'must be a list, is text',
      limits: 'must be an object, is a list',
      name: 'needs at most 3 characters',
    });
    // What JSON writes as 1e999.
    expect(textsOf({ ...WRONG, seconds: Infinity, value: -Infinity })).toMatchObject({
      seconds: 'must be a finite number, this one is too large',
      value: 'must be a finite number, this one is too large',
    });
  });

  it('is "missing" where nothing is there, and "unknown field" where nothing may be', () => {
    const texts = textsOf({ more: 1 });
    expect(new Set(Object.keys(texts))).toEqual(new Set([...Object.keys(WRONG), 'more']));
    expect(new Set(Object.values(texts))).toEqual(new Set(['missing', 'unknown field']));
  });

  it('is told in Korean where that is the language', () => {
    fieldTextsIn('ko');
    const texts = Object.values(textsOf(WRONG)).filter((text) => text !== 'begins with a');
    expect(texts.join('\n')).not.toMatch(/must|needs|Invalid|expected/);
    expect(textsOf({ ...WRONG, enabled: undefined })).toMatchObject({
      enabled: '빠졌습니다',
      value: '필요한 값: 텍스트 또는 숫자 (지금: true 또는 false)',
      share: '0보다 커야 합니다',
    });
  });
});
