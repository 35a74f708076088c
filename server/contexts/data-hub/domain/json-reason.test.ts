import { expect, it } from 'vitest';
import { textOfReason } from '../../../../shared/contract/reasons.ts';
import { reasonOfJson } from './json-reason.ts';

function reasonFor(text: string) {
  try {
    JSON.parse(text);
  } catch (error) {
    return reasonOfJson(error);
  }
  throw new Error('that is JSON');
}

it.each([
  ['{"v":1', 'jsonAt'],
  ['{"v":', 'jsonEnds'],
  ['{"v":"abc', 'jsonEnds'],
  ['{"v":NaN}', 'jsonSign'],
  ['{v:1}', 'jsonAt'],
  ['{"v":1,}', 'jsonAt'],
  ['{"v":1} more', 'jsonAt'],
  ['[1,2', 'jsonAt'],
  ['{"v":01}', 'jsonAt'],
  ['{"v":"\\x"}', 'jsonAt'],
  ['{"v":1.}', 'jsonAt'],
  ['undefined', 'notJson'],
])('%s is told by a code, in words of our own', (text, code) => {
  const said = reasonFor(text);
  expect(textOfReason(said, 'en')).toMatch(/^not valid JSON/);
  expect(textOfReason(said, 'ko')).not.toMatch(/[a-z]{3,} [a-z]{3,}/i);
  expect(said.code).toBe(code);
});
