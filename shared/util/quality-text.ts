import { QUALITY } from '../contract/common.ts';

const QUALITY_WORDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:good|ok|양호|정상)$/i, QUALITY.good],
  [/^(?:bad|불량|오류)$/i, QUALITY.bad],
  [/^(?:uncertain|불확실)$/i, 64],
  [/^(?:stale|오래됨)$/i, QUALITY.stale],
];

/** A quality as code or word of a file or table; good where the cell is empty, null where it is neither. */
export function readQuality(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return QUALITY.good;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  return QUALITY_WORDS.find(([word]) => word.test(text))?.[1] ?? null;
}
