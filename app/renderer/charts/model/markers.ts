import { SEVERITIES } from '../../../../shared/contract/common.ts';
import type { ChartMarker } from '../types.ts';

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
