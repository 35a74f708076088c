import { describe, expect, it } from 'vitest';
import type { ChartMarker } from '../types.ts';
import { placeMarkers } from './markers.ts';

const marker = (id: string, at: number, severity: ChartMarker['severity']): ChartMarker => ({
  id,
  at,
  severity,
  label: id,
});

describe('placeMarkers', () => {
  it('joins what stands too close, shows the most severe of it, and leaves out what is not in sight', () => {
    const placed = placeMarkers(
      [
        marker('late', 2_000, 'high'),
        marker('a', 500, 'low'),
        marker('b', 505, 'critical'),
        marker('c', 508, 'low'),
        marker('d', 900, 'medium'),
      ],
      { from: 0, to: 1_000 },
      { left: 60, right: 1_060 },
    );
    expect(placed.map(({ x, marker: shown, all }) => [x, shown.id, all.map(({ id }) => id)])).toEqual([
      [560, 'b', ['a', 'b', 'c']],
      [960, 'd', ['d']],
    ]);
  });
});
