// Pens that go on: frames of the page, script and processor time of each drawing.
import { openPage, processClock, taskClock } from './browser.ts';
import type { Draw, LiveResult, LiveSetup, Mode } from './result.ts';
import { percentile } from '../support/statistics.ts';

export interface LiveFigures {
  readonly mode: Mode;
  readonly frameP95Ms: number;
  /** Share of the time the page's thread was in a task; on a machine that does other work too, more than it worked. */
  readonly mainBusyPercent: number;
  readonly drawP50Ms: number;
  readonly drawP95Ms: number;
  /** Script of all drawings over the seconds watched. */
  readonly scriptMsPerSecond: number;
  readonly drawsPerSecond: number;
  /** Processor time of the whole process for a second watched, and for one drawing. */
  readonly cpuMsPerSecond: number;
  readonly cpuMsPerDraw: number;
  readonly points: number;
  readonly batchesPerSecond: number;
  readonly zoomFrameP95Ms: number;
  readonly zoomDrawP95Ms: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const round = (value: number): number => Math.round(value * 10) / 10;
const times = (draws: readonly Draw[]): number[] => draws.map(({ ms }) => ms);

export async function measureLive(url: string, setup: LiveSetup, screenshot?: string): Promise<LiveFigures> {
  const { browser, page, check } = await openPage(url);
  try {
    const main = await taskClock(page, 'timeTicks');
    const all = await processClock(browser);
    const running = page.evaluate((given) => window.runLive(given), setup);
    // Awaited below; a fault before that is the one to tell.
    running.catch(() => undefined);
    await pause(setup.warmUpMs + 1_000);
    const before = { at: performance.now(), main: await main(), all: await all() };
    await pause(setup.measureMs - 2_000);
    const after = { at: performance.now(), main: await main(), all: await all() };
    const result = await running;
    if (screenshot) await page.screenshot({ path: `${screenshot}-${setup.mode}.png` });
    check();
    const seconds = (after.at - before.at) / 1_000;
    return figuresOf(setup, result, (after.main - before.main) / seconds, (after.all - before.all) / seconds);
  } finally {
    await browser.close();
  }
}

function figuresOf(setup: LiveSetup, result: LiveResult, mainShare: number, cpuShare: number): LiveFigures {
  const seconds = setup.measureMs / 1_000;
  const draws = result.draws.length / seconds;
  return {
    mode: setup.mode,
    frameP95Ms: round(percentile(result.frames, 0.95)),
    mainBusyPercent: round(mainShare * 100),
    drawP50Ms: round(percentile(times(result.draws), 0.5)),
    drawP95Ms: round(percentile(times(result.draws), 0.95)),
    scriptMsPerSecond: round(times(result.draws).reduce((sum, ms) => sum + ms, 0) / seconds),
    drawsPerSecond: round(draws),
    cpuMsPerSecond: round(cpuShare * 1_000),
    cpuMsPerDraw: round((cpuShare * 1_000) / draws),
    points: result.points,
    batchesPerSecond: round(result.batches / seconds),
    zoomFrameP95Ms: round(percentile(result.zoomFrames, 0.95)),
    zoomDrawP95Ms: round(percentile(times(result.zoomDraws), 0.95)),
  };
}

/**
 * How far a picture patched together over time is from one painted at once: the largest difference of a colour channel, 0 to
 * 255. Edges of lines may differ in the last bits of their smoothing; a wrong or missing stroke differs by 80 and more.
 */
export async function pictureDifference(url: string, screenshot?: string): Promise<number> {
  const { browser, page, check } = await openPage(url);
  try {
    await page.evaluate(() => window.preparePictures());
    if (screenshot) await page.screenshot({ path: `${screenshot}-pictures.png` });
    const pictures = [await page.locator('#shifted').screenshot(), await page.locator('#fresh').screenshot()];
    const difference = await page.evaluate(
      (given) => window.comparePictures(given),
      pictures.map((picture) => picture.toString('base64')),
    );
    check();
    return difference;
  } finally {
    await browser.close();
  }
}
