import type { AxisScale } from '../../charts/types.ts';

/** Limits as typed. */
export interface AxisDraft {
  readonly mode: AxisScale['mode'];
  readonly min: string;
  readonly max: string;
}

export function axisDraftOf(scale: AxisScale): AxisDraft {
  return scale.mode === 'auto'
    ? { mode: 'auto', min: '0', max: '100' }
    : { mode: 'fixed', min: String(scale.min), max: String(scale.max) };
}

function numberOf(text: string): number {
  const plain = text.trim().replace('−', '-').replaceAll(',', '');
  return plain === '' ? NaN : Number(plain);
}

/** The axis a draft means; undefined where the limits are no numbers or the lower is not below the upper. */
export function scaleOfDraft(draft: AxisDraft): AxisScale | undefined {
  if (draft.mode === 'auto') return { mode: 'auto' };
  const min = numberOf(draft.min);
  const max = numberOf(draft.max);
  return Number.isFinite(min) && Number.isFinite(max) && min < max ? { mode: 'fixed', min, max } : undefined;
}
