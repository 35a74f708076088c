import { describe, expect, it } from 'vitest';
import { FACE_PROBLEMS, RULE_PROBLEMS } from '../../rhai-wasm/index.ts';
import { REASONS } from './reason-texts.ts';
import { placed, reason, REASON_CODES, reasonSchema, textOfReason } from './reasons.ts';

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('reasons', () => {
  it.each(REASON_CODES)('%s has a text in both languages, with the same parameters', (code) => {
    const { ko, en } = REASONS[code];
    expect(placeholders(ko)).toEqual(placeholders(en));
    const parameters = Object.fromEntries(placeholders(en).map((name) => [name, `<${name}>`]));
    for (const language of ['ko', 'en'] as const) {
      const text = textOfReason(reasonSchema.parse({ code, parameters }), language);
      expect(text).not.toMatch(/\{\{\w|undefined/);
      expect(text.length).toBeGreaterThan(0);
    }
    if (code !== 'other') expect(ko).toMatch(/[가-힣]/);
  });

  it('tell whatever the rule engine finds wrong with a script', () => {
    expect(
      [...RULE_PROBLEMS, ...FACE_PROBLEMS].filter((problem) => !Object.hasOwn(REASONS, problem)),
    ).toEqual([]);
  });

  it('say of types in words what they are, and where in a script', () => {
    const said = placed(reason('scriptOperatorTypes', { operator: '*', ofTypes: 'text, whole' }), {
      line: 3,
      at: 9,
    });
    expect(textOfReason(said, 'en')).toBe(
      '* cannot be used with a text, a whole number: make them values of one kind, e.g. by parse_float (line 3, column 9)',
    );
    expect(textOfReason(said, 'ko')).toBe(
      '*: 이런 값에는 쓸 수 없습니다(텍스트, 정수). parse_float 등으로 같은 종류의 값으로 바꾸십시오 (3행 9열)',
    );
  });

  it('say where in a message they are, and that there are more', () => {
    const said = placed(placed(reason('noV'), { element: 2, value: 'a"b' }), { more: 3 });
    expect(textOfReason(said, 'en')).toBe('element 2: "a"b": the object has no "v" (and 3 more)');
    expect(textOfReason(said, 'ko')).toBe('2번 요소: "a"b": 객체에 "v"가 없습니다 (그 밖에 3건)');
    expect(textOfReason(placed(reason('dotExpected'), { character: 4 }), 'en')).toBe(
      '. or [ is expected (at character 4)',
    );
  });
});
