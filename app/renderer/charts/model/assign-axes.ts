import type { PenAxis } from '../types.ts';

const ORDER: readonly PenAxis[] = ['left', 'right'];

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * The axis of one more pen: tags of the same name measure the same thing and share one; the first name goes left, the second
 * right, any further is drawn by its own range.
 */
export function axisForPen(
  pens: readonly { readonly path: string; readonly axis: PenAxis }[],
  path: string,
): PenAxis {
  const alike = pens.find((pen) => nameOf(pen.path) === nameOf(path));
  return alike?.axis ?? ORDER.find((side) => pens.every(({ axis }) => axis !== side)) ?? 'own';
}

/** Gives every pen an axis; those that name theirs keep it. */
export function assignAxes<T extends { readonly path: string; readonly axis?: PenAxis }>(
  pens: readonly T[],
): (T & { readonly axis: PenAxis })[] {
  const placed: (T & { readonly axis: PenAxis })[] = [];
  const named = pens.flatMap(({ path, axis }) => (axis ? [{ path, axis }] : []));
  for (const pen of pens)
    placed.push({ ...pen, axis: pen.axis ?? axisForPen([...named, ...placed], pen.path) });
  return placed;
}
