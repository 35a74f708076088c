// One pen with a million samples: until its first picture, how dear a frame of panning is, and what it keeps in memory.
import { heapReader, openPage, processClock } from './browser.ts';
import type { MillionSetup, Mode } from './result.ts';
import type { StoredPen } from './stored-million.ts';
import { percentile } from '../support/statistics.ts';

export interface MillionFigures {
  readonly mode: Mode;
  /** From asking the station to the picture; the best of the runs, so that other work on the machine counts least. */
  readonly firstPaintMs: number;
  /** Processor time of that, all threads of the page's process and of the station's side together; median of the runs. */
  readonly firstPaintCpuMs: number;
  /** The same for a chart that has all samples in its thread already. */
  readonly atHandMs: number;
  /** Script of one frame of panning, median of the frames and runs, with everything and with a tenth of it visible. */
  readonly panMs: number;
  readonly panTenthMs: number;
  /** Processor time of the whole process for a frame of panning, everything visible. */
  readonly panCpuMs: number;
  /** What page and worker keep more than with an empty chart. */
  readonly heapMiB: number;
}

const PAN_FRAMES = 100;
const RUNS = 7;
const PAN_RUNS = 3;
const round = (value: number): number => Math.round(value * 100) / 100;
const medianOf = <Run>(runs: readonly Run[], of: (run: Run) => number): number =>
  percentile(runs.map(of), 0.5);

async function firstPaint(url: string, setup: MillionSetup) {
  const { browser, page, check } = await openPage(url);
  try {
    await page.evaluate((given) => window.prepareMillion(given), setup);
    const cpu = await processClock(browser);
    const before = { page: await cpu(), station: process.cpuUsage() };
    const opened = await page.evaluate(() => window.openMillion());
    const station = process.cpuUsage(before.station);
    const answerBytes = await page.evaluate(() => window.answeredBytes());
    const cpuMs = ((await cpu()) - before.page) * 1_000 + (station.user + station.system) / 1_000;
    check();
    return { ...opened, cpuMs, answerBytes };
  } finally {
    await browser.close();
  }
}

export interface FormFigures {
  readonly form: 'text' | 'columns';
  readonly firstPaintMs: number;
  readonly firstPaintCpuMs: number;
  readonly answerKiB: number;
}

/** The first picture of a stored pen by what its samples come as; the forms take turns, so that load falls on both. */
export async function measureForms(url: string, { from, to }: StoredPen): Promise<FormFigures[]> {
  const forms = ['text', 'columns'] as const;
  const opened: Record<FormFigures['form'], Awaited<ReturnType<typeof firstPaint>>[]> = {
    text: [],
    columns: [],
  };
  for (let run = 0; run < RUNS; run += 1)
    for (const form of forms) opened[form].push(await firstPaint(url, { mode: 'ours', from, to, form }));
  return forms.map((form) => ({
    form,
    firstPaintMs: round(medianOf(opened[form], ({ asked }) => asked)),
    firstPaintCpuMs: round(medianOf(opened[form], ({ cpuMs }) => cpuMs)),
    answerKiB: round(medianOf(opened[form], ({ answerBytes }) => answerBytes / 1_024)),
  }));
}

/** All modes take turns, so that what else the machine does falls on each. */
export async function measureMillion(
  url: string,
  modes: readonly Mode[],
  { from, to }: StoredPen,
  screenshot?: string,
): Promise<MillionFigures[]> {
  const opened = new Map<Mode, Awaited<ReturnType<typeof firstPaint>>[]>(modes.map((mode) => [mode, []]));
  const panned = new Map<Mode, Awaited<ReturnType<typeof measurePan>>[]>(modes.map((mode) => [mode, []]));
  for (let run = 0; run < RUNS; run += 1)
    for (const mode of modes) opened.get(mode)?.push(await firstPaint(url, { mode, from, to }));
  for (let run = 0; run < PAN_RUNS; run += 1)
    for (const mode of modes)
      panned.get(mode)?.push(await measurePan(url, { mode, from, to }, run === 0 ? screenshot : undefined));
  return modes.map((mode) => {
    const [opens, pans] = [opened.get(mode) ?? [], panned.get(mode) ?? []];
    return {
      mode,
      firstPaintMs: round(Math.min(...opens.map(({ asked }) => asked))),
      firstPaintCpuMs: round(medianOf(opens, ({ cpuMs }) => cpuMs)),
      atHandMs: round(Math.min(...opens.map(({ atHand }) => atHand))),
      panMs: round(medianOf(pans, ({ wholeMs }) => wholeMs)),
      panTenthMs: round(medianOf(pans, ({ tenthMs }) => tenthMs)),
      panCpuMs: round(medianOf(pans, ({ cpuMs }) => cpuMs)),
      heapMiB: round(medianOf(pans, ({ heapMiB }) => heapMiB)),
    };
  });
}

/** What panning costs once the chart is there, and what it keeps then. */
async function measurePan(url: string, setup: MillionSetup, screenshot?: string) {
  const { mode, from, to } = setup;
  const { browser, page, check } = await openPage(url);
  try {
    const heap = await heapReader(page);
    const cpu = await processClock(browser);
    await page.evaluate((given) => window.prepareMillion(given), setup);
    const empty = await heap();
    await page.evaluate(() => window.openMillion());
    if (screenshot) await page.screenshot({ path: `${screenshot}-million-${mode}.png` });
    const pan = (start: number, end: number) =>
      page.evaluate(([a, b, frames]) => window.panMillion(a, b, frames), [start, end, PAN_FRAMES] as const);
    const before = await cpu();
    const whole = await pan(from, to);
    const panCpu = (await cpu()) - before;
    const tenth = await pan(from + (to - from) * 0.5, from + (to - from) * 0.6);
    const kept = (await heap()) - empty;
    check();
    return {
      wholeMs: medianOf(whole.draws, ({ ms }) => ms),
      tenthMs: medianOf(tenth.draws, ({ ms }) => ms),
      cpuMs: (panCpu * 1_000) / PAN_FRAMES,
      heapMiB: kept / 2 ** 20,
    };
  } finally {
    await browser.close();
  }
}
