import { axisRange } from '../model/axis-range.ts';
import { reduceToPolyline } from '../model/polyline.ts';
import { paintLine, type Mapping } from './paint-line.ts';
import { PenLayer, REACH, type LayerFrame, type Strip } from './pen-layer.ts';
import type { PlotArea } from './protocol.ts';
import type { DrawnPen } from './drawn-pen.ts';
import type { AxisLimits } from './scene-chart.ts';

const FADED = 0.22;
/** What is compared with lies paler behind what is. */
const SHADOW = 0.5;
/** CSS pixels. Crowded charts get hair lines, which are easier to follow and cost a fraction. */
const WIDTHS = { few: 1.6, many: 1, strong: 2.6 } as const;
const FEW = 8;
/** Round steps an own range is divided into at most. */
const OWN_PARTS = 8;

export interface LinePicture {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  /** CSS pixels. */
  readonly area: PlotArea;
  readonly ratio: number;
  readonly pens: readonly DrawnPen[];
  readonly limits: AxisLimits;
  readonly emphasis: string | null;
  readonly colors: readonly string[];
}

/** Draws the pens of numbers of one chart, as little as possible anew. */
export class LinePainter {
  readonly #layer = new PenLayer();

  invalidate(): void {
    this.#layer.invalidate();
  }

  /** Draws on `target` (scaled to CSS pixels); answers the number of points painted. */
  paint(target: OffscreenCanvasRenderingContext2D, picture: LinePicture): number {
    const { area, ratio, pens } = picture;
    const top = Math.round(area.top * ratio) - 1;
    const frame: LayerFrame = {
      from: picture.from,
      to: picture.to,
      stepMs: (picture.to - picture.from) / picture.columns,
      width: picture.columns,
      height: Math.max(1, Math.round(area.bottom * ratio) - top + 1),
      key: JSON.stringify([
        picture.limits,
        picture.emphasis,
        picture.colors,
        pens.map((drawn) => [drawn.style, drawn.style.axis === 'own' ? ownLimits(drawn) : null]),
        area,
      ]),
    };
    const changedFrom = Math.min(...pens.map(({ pen, revision }) => pen.changes.since(revision)), Infinity);
    let points = 0;
    const ordered = [...pens].sort((a, b) => order(a, picture.emphasis) - order(b, picture.emphasis));
    this.#layer.paint(frame, this.#layer.stripsFor(frame, changedFrom), (context, strip) => {
      for (const drawn of ordered) points += this.#paintPen(context, drawn, picture, frame, strip, top);
    });
    target.save();
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.drawImage(this.#layer.canvas, Math.round(area.left * ratio), top);
    target.restore();
    return points;
  }

  #paintPen(
    context: OffscreenCanvasRenderingContext2D,
    drawn: DrawnPen,
    picture: LinePicture,
    frame: LayerFrame,
    strip: Strip,
    top: number,
  ): number {
    const { style, pen, line } = drawn;
    const { stepMs } = frame;
    // Whole columns, so that none is reduced from a part of its samples, and some beyond the strip, whose lines reach into it.
    const from = (Math.floor(strip.from / stepMs) - REACH) * stepMs;
    const to = (Math.ceil(strip.to / stepMs) + REACH) * stepMs;
    reduceToPolyline(pen.buffer, pen.gaps.list, { from, to, stepMs }, line);
    const { min, max } = style.axis === 'own' ? ownLimits(drawn) : picture.limits[style.axis];
    const plotTop = Math.round(picture.area.top * picture.ratio) - top;
    const plotBottom = Math.round(picture.area.bottom * picture.ratio) - top;
    const ky = -(plotBottom - plotTop) / (max - min);
    const map: Mapping = { x0: -frame.from / stepMs, kx: 1 / stepMs, y0: plotBottom - min * ky, ky };
    const strong = style.key === picture.emphasis;
    const few = picture.pens.length <= FEW && !style.shadow;
    const width = strong ? WIDTHS.strong : few ? WIDTHS.few : WIDTHS.many;
    paintLine(context, line, map, {
      color: picture.colors[style.color % picture.colors.length] ?? '#808080',
      width: width * picture.ratio,
      alpha: strong ? 1 : picture.emphasis !== null ? FADED : style.shadow ? SHADOW : 1,
      unit: picture.ratio,
    });
    return line.length;
  }
}

/** Shadows lie lowest, the emphasised pen on top. */
function order({ style }: DrawnPen, emphasis: string | null): number {
  return style.key === emphasis ? 1 : style.shadow ? -1 : 0;
}

/** The pen's own round limits, kept steady as those of an axis are. */
function ownLimits(drawn: DrawnPen): { min: number; max: number } {
  drawn.ownRange = axisRange(
    { mode: 'auto' },
    drawn.low,
    drawn.high,
    drawn.ownRange,
    OWN_PARTS,
    drawn.style.leastSpan,
  );
  return drawn.ownRange;
}
