import { SEVERITIES } from '../../../../shared/contract/common.ts';
import type { ChartMarker, ChartNote } from '../types.ts';

/** Markers closer than this are drawn as one, with their number. */
const NEAR = 11;

export interface PlacedMarker {
  readonly x: number;
  /** The one drawn: the most severe, of equals the latest. */
  readonly marker: ChartMarker;
  readonly all: readonly ChartMarker[];
}

/**
 * Where markers stand on a time axis from `left` to `right` pixels. The worker draws by it and the page finds by it what was
 * clicked, so both always agree.
 */
export function placeMarkers(
  markers: readonly ChartMarker[],
  range: { from: number; to: number },
  area: { left: number; right: number },
): PlacedMarker[] {
  const scale = (area.right - area.left) / (range.to - range.from);
  const placed: { x: number; marker: ChartMarker; all: ChartMarker[] }[] = [];
  const visible = markers.filter(({ at }) => at >= range.from && at <= range.to).sort((a, b) => a.at - b.at);
  for (const marker of visible) {
    const x = area.left + (marker.at - range.from) * scale;
    const last = placed.at(-1);
    if (!last || x - last.x >= NEAR) {
      placed.push({ x, marker, all: [marker] });
      continue;
    }
    last.all.push(marker);
    if (SEVERITIES.indexOf(marker.severity) >= SEVERITIES.indexOf(last.marker.severity)) last.marker = marker;
  }
  return placed;
}

export interface PlacedNote {
  readonly note: ChartNote;
  /** CSS pixels within the plot. */
  readonly left: number;
  readonly right: number;
}

/** Where the notes of the visible time stand; those of a moment are as wide as nothing. */
export function placeNotes(
  notes: readonly ChartNote[],
  range: { readonly from: number; readonly to: number },
  area: { readonly left: number; readonly right: number },
): PlacedNote[] {
  const scale = (area.right - area.left) / (range.to - range.from);
  const xOf = (time: number): number =>
    area.left + (Math.min(range.to, Math.max(range.from, time)) - range.from) * scale;
  return notes
    .filter(({ from, to }) => to >= range.from && from <= range.to)
    .map((note) => ({ note, left: xOf(note.from), right: xOf(note.to) }))
    .sort((a, b) => a.left - b.left);
}
