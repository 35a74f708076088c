import type { Language } from '../../../../shared/contract/common.ts';
import {
  formatBytes,
  formatDateTime,
  formatLatency,
  formatNumber,
  formatSpan,
} from '../../lib/format/format.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A figure by the unit its name ends in: `…Bytes`, `…Ms`, `…Seconds`, `…At`; others as they are. */
export function figureText(name: string, value: number | string, language: Language): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatDateTime(value) : value;
  if (name === 'pid') return String(value);
  if (name.endsWith('Bytes')) return formatBytes(value, language);
  if (name.endsWith('Ms')) return formatLatency(value, language);
  if (name.endsWith('Seconds')) return formatSpan(value * 1000, language);
  return formatNumber(value, language, Number.isInteger(value) ? 15 : 4);
}

/** `rssBytes` → `rss`: the unit stands with the value. */
export function figureName(name: string): string {
  return name.replace(/(Bytes|Ms|Seconds)$/, '');
}
