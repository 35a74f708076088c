/**
 * Charts bench, in headless Chromium under the app's content security policy: the app's charts against Chart.js as its own
 * performance guide says (parsing off, normalized, no animation, min-max decimation), on the page and in a worker of its own,
 * with the same data in one run. Ratios are against the better of the two.
 *
 *   npm run bench -- charts [million] [forms] [live] [--seconds 20] [--screenshot PATH] [--json]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { servePage } from './charts/browser.ts';
import { measureLive, pictureDifference, type LiveFigures } from './charts/live.ts';
import { measureForms, measureMillion } from './charts/million.ts';
import type { LiveSetup, Mode } from './charts/result.ts';
import { MILLION, storePen, TWO_YEARS } from './charts/stored-million.ts';

const MODES = ['ours', 'page', 'worker'] as const satisfies readonly Mode[];
/** Smoothing of edges; see `pictureDifference`. */
const MOST_DIFFERENCE = 40;
/** Thirty and sixty frames a second, as the clock of a 60 Hz screen shows them. */
const TWO_FRAMES_MS = 33.4;
const ONE_FRAME_MS = 17;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '20' },
    screenshot: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const wanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const faults: string[] = [];
const report: Record<string, unknown> = {};

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const round = (value: number): number => Math.round(value * 10) / 10;

/** How many times ours the better of the peers is. */
function ratio<T extends { mode: Mode }>(rows: readonly T[], of: (row: T) => number): number {
  const peers = rows.filter(({ mode }) => mode !== 'ours').map(of);
  const ours = rows.find(({ mode }) => mode === 'ours');
  return ours ? round(Math.min(...peers) / of(ours)) : NaN;
}

function bar(name: string, met: boolean, what: string): void {
  if (!met) faults.push(name);
  if (!values.json) process.stdout.write(`${met ? 'met' : 'NOT met'}: ${name} (${what})\n`);
}

function table(name: string, rows: readonly object[], ratios: Readonly<Record<string, number>>): void {
  report[name] = { rows, ratios };
  if (values.json) return;
  process.stdout.write(`\n${name}; load of the machine ${round(loadavg()[0] ?? NaN)}\n`);
  console.table(rows);
  console.log('as a multiple of ours:', ratios);
}

async function million(): Promise<void> {
  const stored = await storePen(MILLION, { isRaw: true });
  const { url, close } = await servePage(stored.answer);
  try {
    say('a million samples');
    const rows = await measureMillion(url, MODES, stored, values.screenshot);
    const ratios = {
      firstPaint: ratio(rows, (row) => row.firstPaintMs),
      firstPaintCpu: ratio(rows, (row) => row.firstPaintCpuMs),
      firstPaintAtHand: ratio(rows, (row) => row.atHandMs),
      pan: ratio(rows, (row) => row.panMs),
      panTenth: ratio(rows, (row) => row.panTenthMs),
      panCpu: ratio(rows, (row) => row.panCpuMs),
      heap: ratio(rows, (row) => row.heapMiB),
    };
    table(`one pen, ${stored.samples} samples`, rows, ratios);
    bar(
      'first paint ≤ 1/4',
      ratios.firstPaint >= 4,
      `× ${ratios.firstPaint}, processor time × ${ratios.firstPaintCpu}`,
    );
    bar('pan ≤ 1/3', ratios.pan >= 3, `× ${ratios.pan}, processor time × ${ratios.panCpu}`);
    bar('heap ≤ 1/20', ratios.heap >= 20, `× ${ratios.heap}`);
  } finally {
    await close();
    await stored.close();
  }
}

/** What the station answers a window with: a text per sample, as REST does, against columns. */
async function forms(): Promise<void> {
  for (const [name, size] of Object.entries({ 'a million samples': MILLION, 'two years': TWO_YEARS })) {
    say(`text or columns: ${name}`);
    const stored = await storePen(size);
    const { url, close } = await servePage(stored.answer);
    try {
      const rows = await measureForms(url, stored);
      const [text, columns] = rows;
      const times = (of: (row: (typeof rows)[number]) => number) =>
        text && columns ? round(of(text) / of(columns)) : NaN;
      table(`${name} (${stored.samples}), text as a multiple of columns`, rows, {
        firstPaint: times((row) => row.firstPaintMs),
        firstPaintCpu: times((row) => row.firstPaintCpuMs),
        answer: times((row) => row.answerKiB),
      });
    } finally {
      await close();
      await stored.close();
    }
  }
}

async function live(): Promise<void> {
  const { url, close } = await servePage(() => undefined);
  try {
    const common = { pens: 50, warmUpMs: 4_000, measureMs: Number(values.seconds) * 1_000 };
    const slow = await livePart(url, { ...common, hertz: 10, spanSeconds: 600 });
    bar('frame p95 ≤ 33 ms at 10 Hz', slow.frameP95Ms <= TWO_FRAMES_MS, `${slow.frameP95Ms} ms`);
    bar('main thread ≤ 30 % at 10 Hz', slow.mainBusyPercent <= 30, `${slow.mainBusyPercent} %`);
    // A window in which every frame moves by a column, so that there are sixty drawings a second.
    const fast = await livePart(url, { ...common, hertz: 60, spanSeconds: 20 });
    bar('frame p95 ≤ 17 ms at 60 Hz', fast.frameP95Ms <= ONE_FRAME_MS, `${fast.frameP95Ms} ms`);
    bar('script per frame ≤ 1/3 at 60 Hz', fast.script >= 3, `× ${fast.script}`);
    say('comparing pictures');
    const difference = await pictureDifference(url, values.screenshot);
    bar(
      'patched picture as painted at once',
      difference <= MOST_DIFFERENCE,
      `differs by ${difference} of 255`,
    );
  } finally {
    await close();
  }
}

async function livePart(
  url: string,
  setup: Omit<LiveSetup, 'mode'>,
): Promise<LiveFigures & { script: number }> {
  const rows: LiveFigures[] = [];
  for (const mode of MODES) {
    say(`${setup.pens} pens at ${setup.hertz} Hz: ${mode}`);
    rows.push(await measureLive(url, { ...setup, mode }, values.screenshot));
  }
  const ratios = {
    script: ratio(rows, (row) => row.drawP50Ms),
    scriptP95: ratio(rows, (row) => row.drawP95Ms),
    cpu: ratio(rows, (row) => row.cpuMsPerDraw),
    frameP95: ratio(rows, (row) => row.frameP95Ms),
  };
  table(`${setup.pens} pens at ${setup.hertz} Hz, ${setup.spanSeconds} s`, rows, ratios);
  const [ours] = rows;
  if (!ours) throw new Error('nothing measured');
  return { ...ours, script: ratios.script };
}

if (wanted('million')) await million();
if (wanted('forms')) await forms();
if (wanted('live')) await live();
if (values.json) process.stdout.write(`${JSON.stringify({ ...report, load: loadavg(), notMet: faults })}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
