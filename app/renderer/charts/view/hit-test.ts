import { placeMarkers, placeNotes, type PlacedMarker } from '../model/markers.ts';
import { MARKER_RAIL, NOTE_HEIGHT } from '../model/plot-layout.ts';
import type { ChartConfig, PlotArea } from '../worker/protocol.ts';

/** How far from a marker's middle a click still means it, CSS pixels. */
const MARKER_REACH = 12;
/** What of a note's flag can be hit at least, and how far before it. */
const NOTE_WIDTH = 60;
const NOTE_REACH = 4;

/** What of a chart lies under a place of its canvas: a marker with all it stands for, or the id of a note. */
export function hitAt(
  config: ChartConfig,
  range: { readonly from: number; readonly to: number },
  area: PlotArea,
  { x, y }: { readonly x: number; readonly y: number },
): { readonly marker?: PlacedMarker; readonly note?: string } {
  if (y >= area.top - MARKER_RAIL && y <= area.top) {
    const near = placeMarkers(config.markers, range, area)
      .map((placed) => ({ placed, distance: Math.abs(placed.x - x) }))
      .sort((a, b) => a.distance - b.distance)[0];
    return near && near.distance <= MARKER_REACH ? { marker: near.placed } : {};
  }
  if (y < area.top || y > area.top + NOTE_HEIGHT) return {};
  const hit = placeNotes(config.notes, range, area).findLast(
    ({ left, right }) =>
      x >= Math.min(left, area.right - NOTE_WIDTH) - NOTE_REACH && x <= Math.max(right, left + NOTE_WIDTH),
  );
  return hit ? { note: hit.note.id } : {};
}
