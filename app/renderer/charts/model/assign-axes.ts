import { AXIS_SIDES, type PenAxis } from '../types.ts';

/** What the axis of a pen is decided by. */
export interface AxisPen {
  readonly path: string;
  readonly axis?: PenAxis | undefined;
  /** Empty or missing where it is not known. */
  readonly unit?: string | undefined;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether two pens measure the same: by their units where both are known, else by the names of their tags. */
function alike(a: AxisPen, b: AxisPen): boolean {
  return a.unit && b.unit ? a.unit === b.unit : nameOf(a.path) === nameOf(b.path);
}

/**
 * Gives every pen an axis; those that name theirs keep it. Pens that measure the same share one: the first unit goes left, the
 * second right, then the outer ones; any further is drawn by its own range.
 */
export function assignAxes<T extends AxisPen>(pens: readonly T[]): (T & { readonly axis: PenAxis })[] {
  const named = pens.flatMap((pen) => (pen.axis ? [{ ...pen, axis: pen.axis }] : []));
  const placed: (T & { readonly axis: PenAxis })[] = [];
  for (const pen of pens) {
    const known = [...named, ...placed];
    const axis =
      pen.axis ??
      known.find((other) => alike(other, pen))?.axis ??
      AXIS_SIDES.find((side) => known.every((other) => other.axis !== side)) ??
      'own';
    placed.push({ ...pen, axis });
  }
  return placed;
}
