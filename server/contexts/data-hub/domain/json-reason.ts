import { reason, type Reason } from '../../../../shared/contract/reasons.ts';

const MAX_DETAIL = 160;

/** Why a text is no JSON, from the error of `JSON.parse`, whose texts are V8's and English. */
export function reasonOfJson(error: unknown): Reason {
  const text = error instanceof Error ? error.message : '';
  if (/^(?:Unexpected end of JSON input|Unterminated string)/.test(text)) return reason('jsonEnds');
  const sign = /^Unexpected token (.+?), (.+) is not valid JSON$/s.exec(text);
  if (sign !== null) {
    const near = (sign[2] ?? '').slice(0, MAX_DETAIL);
    return reason('jsonSign', { sign: sign[1] ?? '', near });
  }
  const at = /at position (\d+)/.exec(text)?.[1];
  if (at !== undefined) return reason('jsonAt', { at: Number(at) + 1 });
  return reason('notJson', { detail: text.replace(/ is not valid JSON$/, '').slice(0, MAX_DETAIL) });
}
