import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfMap, WhatIfPoint } from '../../../../../shared/contract/whatif.ts';
import { onThemeChange } from '../../../charts/view/theme.ts';
import { formatNumber, formatPercent, formatUnit } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { StateMark } from '../../../ui/index.ts';
import { markOf, outcomeText } from '../backtest/words.ts';
import { areasOf, type MapArea } from './map-areas.ts';
import { CELL_PIXELS, paintMap } from './paint-map.ts';
import {
  cellAt,
  cellByKey,
  cellsOf,
  COLUMNS,
  nearest,
  ROWS,
  sharesOf,
  valuesAt,
  type Cell,
  type PlacedPoint,
} from './plane.ts';
import type { Plane } from './use-counts.ts';

interface MapPlaneProps {
  readonly map: WhatIfMap;
  readonly plane: Plane;
  readonly points: readonly PlacedPoint[];
  /** A row of history was chosen: the inputs that are no axis are held at its values. */
  readonly onRow: (point: WhatIfPoint) => void;
}

/** Cells to each side, so that a short word stands beside a mark. */
const ROOM_FOR_WORDS = 12;

/** Verdicts with their share of the map: its legend, and what it says to who cannot see it. */
function Legend({ map, id }: { map: WhatIfMap; id: string }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  return (
    <ul id={id} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {sharesOf(map).map(({ kind, share }) => (
        <li key={`${kind.verdict} ${kind.holdCause ?? ''}`} className="flex items-center gap-1.5">
          <StateMark kind={markOf(kind)} severity={kind.severity} label />
          {outcomeText(kind, t)} {formatPercent(share, language)}
        </li>
      ))}
    </ul>
  );
}

function Readout({ map, plane, cell }: Pick<MapPlaneProps, 'map' | 'plane'> & { cell: Cell }) {
  const { t } = useTranslation('rule-whatif');
  const { t: words } = useTranslation('rule-backtest');
  const language = useLanguage();
  const kind = map.kinds[cellsOf(map)[cell.row * COLUMNS + cell.column] ?? 0];
  if (kind === undefined) return null;
  const values = valuesAt(cell, plane.x, plane.y).map((value, index) => {
    const { input } = index === 0 ? plane.x : plane.y;
    const unit = formatUnit(plane.tried.manifest.inputs.find(({ name }) => name === input)?.unit);
    return `${input} ${formatNumber(value, language)} ${unit}`.trim();
  });
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>{values.join(' · ')}</span>
      <span aria-hidden>→</span>
      <strong className="flex items-center gap-1.5">
        <StateMark kind={markOf(kind)} severity={kind.severity} />
        {outcomeText(kind, words)}
      </strong>
      {kind.fired.length > 0 && (
        <span className="text-ink-2">{t('firedRules', { rules: kind.fired.join(', ') })}</span>
      )}
    </span>
  );
}

function Points({ points }: { points: readonly PlacedPoint[] }) {
  return (
    <>
      {points.map(({ point, right, down }) => (
        <circle
          key={`${point.at} ${point.equipment}`}
          cx={`${right * 100}%`}
          cy={`${down * 100}%`}
          r={2.2}
          className="fill-raised stroke-ink"
          strokeWidth={0.9}
        />
      ))}
    </>
  );
}

/** What an area says, in its middle: the mark of its severity, and its verdict where that has room. */
function Marks({ areas }: { areas: readonly MapArea[] }) {
  const { t } = useTranslation('rule-backtest');
  return (
    <>
      {areas.map(({ kind, at, room }) => (
        <span
          key={`${at.column} ${at.row}`}
          className="absolute flex -translate-x-1/2 -translate-y-1/2 items-center gap-1 bg-raised px-0.5 text-sm text-ink"
          style={{
            left: `${((at.column + 0.5) / COLUMNS) * 100}%`,
            top: `${(1 - (at.row + 0.5) / ROWS) * 100}%`,
            maxWidth: `${((2 * room) / COLUMNS) * 100}%`,
          }}
        >
          <StateMark kind={markOf(kind)} severity={kind.severity} size={16} />
          {room >= ROOM_FOR_WORDS && <span className="truncate">{outcomeText(kind, t)}</span>}
        </span>
      ))}
    </>
  );
}

/** The map itself: pixels by verdict, rows of history over them, and a cursor for pointer and keys. */
export function MapPlane({ map, plane, points, onRow }: MapPlaneProps) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cell, setCell] = useState<Cell | null>(null);
  const [byKeys, setByKeys] = useState(false);
  const legend = useId();
  useEffect(() => {
    const paint = () => canvas.current !== null && paintMap(canvas.current, map);
    paint();
    return onThemeChange(paint);
  }, [map]);
  const marks = useMemo(() => <Marks areas={areasOf(map)} />, [map]);
  const drawn = useMemo(() => <Points points={points} />, [points]);
  const at = (event: React.PointerEvent | React.MouseEvent): Cell => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return cellAt((event.clientX - left) / width, (event.clientY - top) / height);
  };
  const choose = (from: Cell) => {
    const found = nearest(points, from);
    if (found !== undefined) onRow(found.point);
  };
  const end = (value: number) => formatNumber(value, language, 4);
  const { x, y } = plane;
  const cursor =
    cell === null ? null : [((cell.column + 0.5) / COLUMNS) * 100, (1 - (cell.row + 0.5) / ROWS) * 100];
  return (
    <div className="flex min-h-80 grow flex-col gap-2 p-3">
      <div className="grid min-h-64 grow grid-cols-[auto_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] gap-1 text-sm text-ink-2">
        <span className="flex flex-col justify-between text-right">
          <span>{end(y.to)}</span>
          <code className="self-end font-mono [writing-mode:vertical-rl] rotate-180">{y.input}</code>
          <span>{end(y.from)}</span>
        </span>
        <div
          role="application"
          // A widget of its own kind: arrows move its cursor.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={t('mapOf', { x: x.input, y: y.input })}
          aria-describedby={legend}
          className="relative cursor-crosshair border border-line-strong"
          onPointerMove={(event) => {
            setByKeys(false);
            setCell(at(event));
          }}
          onPointerLeave={() => setCell(null)}
          onClick={(event) => choose(at(event))}
          onFocus={() => setCell((now) => now ?? { column: COLUMNS / 2, row: ROWS / 2 })}
          onBlur={() => setCell(null)}
          onKeyDown={(event) => {
            const now = cell ?? { column: COLUMNS / 2, row: ROWS / 2 };
            if (event.key === 'Enter') return choose(now);
            const next = cellByKey(event.key, now);
            if (next === undefined) return undefined;
            event.preventDefault();
            setByKeys(true);
            return setCell(next);
          }}
        >
          <canvas
            ref={canvas}
            width={COLUMNS * CELL_PIXELS}
            height={ROWS * CELL_PIXELS}
            aria-hidden
            className="absolute inset-0 size-full [image-rendering:pixelated]"
          />
          <svg aria-hidden className="pointer-events-none absolute inset-0 size-full">
            {drawn}
            {cursor !== null && (
              <g className="stroke-ink" strokeWidth={1} strokeDasharray="4 3">
                <line x1={`${cursor[0]}%`} x2={`${cursor[0]}%`} y1="0" y2="100%" />
                <line y1={`${cursor[1]}%`} y2={`${cursor[1]}%`} x1="0" x2="100%" />
              </g>
            )}
          </svg>
          {/* The legend says the same. */}
          <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
            {marks}
          </div>
        </div>
        <span />
        <span className="flex justify-between">
          <span>{end(x.from)}</span>
          <code className="font-mono">{x.input}</code>
          <span>{end(x.to)}</span>
        </span>
      </div>
      <div className="min-h-6" aria-live={byKeys ? 'polite' : 'off'}>
        {cell === null ? (
          <span className="text-sm text-ink-3">{t(points.length > 0 ? 'mapHintPoints' : 'mapHint')}</span>
        ) : (
          <Readout map={map} plane={plane} cell={cell} />
        )}
      </div>
      <Legend map={map} id={legend} />
    </div>
  );
}
