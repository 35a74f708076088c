import type { Surface } from './plain-chart.ts';
import type { ToPlainWorker } from './plain.worker.ts';
import {
  measureFrames,
  type LiveResult,
  type LiveSetup,
  type MillionChart,
  type MillionSetup,
} from './result.ts';

/** Chart.js in a worker of its own, asked by messages. */
class PlainWorker {
  readonly #worker = new Worker(new URL('./plain.worker.ts', import.meta.url), { type: 'module' });

  tell(message: ToPlainWorker): void {
    this.#worker.postMessage(message);
  }

  ask<T>(message: ToPlainWorker, transfer: Transferable[] = []): Promise<T> {
    return new Promise((resolve) => {
      this.#worker.addEventListener('message', (event: MessageEvent<T>) => resolve(event.data), {
        once: true,
      });
      this.#worker.postMessage(message, transfer);
    });
  }
}

function offscreen(surface: Surface): { surface: Surface; transfer: Transferable[] } {
  const canvas = (surface.canvas as HTMLCanvasElement).transferControlToOffscreen();
  return { surface: { ...surface, canvas }, transfer: [canvas] };
}

export async function runPlainInWorker(setup: LiveSetup, given: Surface): Promise<LiveResult> {
  const { surface, transfer } = offscreen(given);
  const frames = measureFrames();
  const result = await new PlainWorker().ask<LiveResult>({ type: 'live', setup, surface }, transfer);
  return { ...result, frames: frames.stop() };
}

export function plainMillionInWorker(setup: MillionSetup, given: Surface): MillionChart {
  const worker = new PlainWorker();
  return {
    async prepare() {
      const { surface, transfer } = offscreen(given);
      await worker.ask({ type: 'prepare', setup, surface }, transfer);
    },
    open: () => worker.ask({ type: 'open' }),
    show: (from, to) => worker.tell({ type: 'show', from, to }),
    draws: () => worker.ask({ type: 'draws' }),
  };
}
