import { plainMillionInWorker, runPlainInWorker } from './in-worker.ts';
import { ourMillion, runOurs } from './ours.ts';
import { answeredBytes } from './stored-source.ts';
import { comparePictures, preparePictures } from './pictures.ts';
import { plainMillion, runPlain } from './plain.ts';
import type { Surface } from './plain-chart.ts';
import { nextFrame, pause, type Draw, type LiveResult, type LiveSetup, type MillionSetup } from './result.ts';

export interface Pan {
  readonly draws: readonly Draw[];
}

declare global {
  interface Window {
    runLive(setup: LiveSetup): Promise<LiveResult>;
    prepareMillion(setup: MillionSetup): Promise<void>;
    openMillion(): Promise<{ asked: number; atHand: number }>;
    answeredBytes(): number;
    panMillion(from: number, to: number, frames: number): Promise<Pan>;
    preparePictures(): Promise<void>;
    comparePictures(pictures: readonly string[]): Promise<number>;
  }
}

/** Share of the shown time that a frame of panning moves. */
const PAN_STEP = 0.004;

function surface(): Surface {
  const element = document.querySelector('#chart') as HTMLElement;
  const canvas = document.createElement('canvas');
  element.append(canvas);
  return { canvas, width: element.clientWidth, height: element.clientHeight };
}

const LIVE = { ours: runOurs, page: runPlain, worker: runPlainInWorker };
const MILLION = { ours: ourMillion, page: plainMillion, worker: plainMillionInWorker };
let million: ReturnType<typeof ourMillion> | undefined;

window.preparePictures = preparePictures;
window.comparePictures = comparePictures;
window.runLive = (setup) => LIVE[setup.mode](setup, surface());
window.prepareMillion = async (setup) => {
  million = MILLION[setup.mode](setup, surface());
  await million.prepare();
  await pause(500);
};
window.openMillion = async () => {
  if (!million) throw new Error('not prepared');
  return million.open();
};
window.answeredBytes = answeredBytes;
/** Drags to the past and back again, a little with every frame. */
window.panMillion = async (from, to, frames) => {
  const chart = million;
  if (!chart) throw new Error('not open');
  chart.show(from, to);
  await pause(1_500);
  await chart.draws();
  for (let frame = 1; frame <= frames; frame += 1) {
    const shift = PAN_STEP * (to - from) * Math.min(frame, frames - frame);
    chart.show(from - shift, to - shift);
    await nextFrame();
  }
  await pause(500);
  return { draws: await chart.draws() };
};
