type Context = OffscreenCanvasRenderingContext2D;

/** What a layer shows. Two frames of the same key and step differ only in time, so one can be shifted into the other. */
export interface LayerFrame {
  readonly from: number;
  readonly to: number;
  /** Time of one device pixel. */
  readonly stepMs: number;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  /** Everything else the picture depends on: axes, pens, colours. */
  readonly key: string;
}

/** A stretch of time to be painted. */
export interface Strip {
  readonly from: number;
  readonly to: number;
}

/** Lines and crosses reach this many pixels beyond their points. */
export const REACH = 4;

/**
 * The curves as a picture of their own. Live and panned windows move by whole pixels, so the picture is shifted and only what is
 * new or changed is painted: fifty pens cost a strip a few pixels wide instead of the whole plot.
 */
export class PenLayer {
  #front = new Surface();
  #back = new Surface();
  #shown: LayerFrame | undefined;

  get canvas(): OffscreenCanvas {
    return this.#front.canvas;
  }

  /** Everything is to be painted again. */
  invalidate(): void {
    this.#shown = undefined;
  }

  /**
   * The strips that turn the present picture into `next`, given the earliest time whose samples changed; the whole window
   * when it cannot be shifted.
   */
  stripsFor(next: LayerFrame, changedFrom: number): Strip[] {
    const shift = this.#shiftTo(next);
    const shown = this.#shown;
    if (shift === undefined || shown === undefined) return [{ from: next.from, to: next.to }];
    const reach = REACH * next.stepMs;
    const strips: Strip[] = [];
    if (shift > 0) strips.push({ from: next.from, to: shown.from + reach });
    const fresh = Math.min(changedFrom, shift < 0 ? shown.to : Infinity) - reach;
    if (fresh < next.to) strips.push({ from: Math.max(next.from, fresh), to: next.to });
    return strips;
  }

  /** Shifts to `next` and paints the strips; `paint` draws with x counted in device pixels from the layer's left. */
  paint(next: LayerFrame, strips: readonly Strip[], paint: (context: Context, strip: Strip) => void): void {
    const shift = this.#shiftTo(next);
    if (shift !== 0) this.#move(next, shift);
    for (const strip of strips) {
      const left = Math.max(0, Math.floor((strip.from - next.from) / next.stepMs));
      const right = Math.min(next.width, Math.ceil((strip.to - next.from) / next.stepMs));
      if (right <= left) continue;
      const { context } = this.#front;
      context.save();
      context.beginPath();
      context.rect(left, 0, right - left, next.height);
      context.clip();
      context.clearRect(left, 0, right - left, next.height);
      paint(context, strip);
      context.restore();
    }
    this.#shown = next;
  }

  /** Pixels the present picture moves right to become `next`; undefined when that would not be the same picture. */
  #shiftTo(next: LayerFrame): number | undefined {
    const shown = this.#shown;
    if (!shown || shown.key !== next.key || shown.width !== next.width || shown.height !== next.height)
      return undefined;
    if (Math.abs(shown.stepMs - next.stepMs) > next.stepMs * 1e-9) return undefined;
    const exact = (shown.from - next.from) / next.stepMs;
    const shift = Math.round(exact);
    return Math.abs(exact - shift) < 0.01 && Math.abs(shift) < next.width ? shift : undefined;
  }

  #move(next: LayerFrame, shift: number | undefined): void {
    const target = this.#back;
    target.resize(next.width, next.height);
    if (shift !== undefined) target.context.drawImage(this.#front.canvas, shift, 0);
    this.#back = this.#front;
    this.#front = target;
  }
}

class Surface {
  readonly canvas = new OffscreenCanvas(1, 1);
  readonly context: Context;

  constructor() {
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('no 2d context');
    this.context = context;
  }

  resize(width: number, height: number): void {
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    } else {
      this.context.clearRect(0, 0, width, height);
    }
  }
}
