/**
 * Charts bench: 50 pens at 10 Hz over 10 minutes in headless Chromium, our worker charts against Chart.js on the page's own
 * thread with the same data, in one run and under the app's content security policy.
 *
 *   npm run bench -- charts [--pens 50] [--hertz 10] [--span 600] [--seconds 20] [--json]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import type { BenchResult, BenchSetup } from './result.ts';

const CSP =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'";
const CHROMIUM_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Thirty frames a second: two frames of a 60 Hz screen, as its clock shows them. */
const MOST_FRAME_MS = 33.4;
/** Smoothing of edges; see `pictureDifference`. */
const MOST_DIFFERENCE = 40;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

const { values } = parseArgs({
  options: {
    pens: { type: 'string', default: '50' },
    hertz: { type: 'string', default: '10' },
    span: { type: 'string', default: '600' },
    seconds: { type: 'string', default: '20' },
    screenshot: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** Serves the built page with the app's policy. */
async function serve(folder: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://bench').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (body) => {
        response.writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': CSP,
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

interface Figures {
  readonly mode: string;
  readonly framesPerSecond: number;
  readonly frameP95Ms: number;
  /** Share of the time the page's thread was in a task; on a machine that does other work too, more than it worked. */
  readonly mainBusyPercent: number;
  /** Share of the time the page's thread computed. */
  readonly mainCpuPercent: number;
  readonly drawP50Ms: number;
  readonly drawP95Ms: number;
  readonly drawsPerSecond: number;
  readonly points: number;
  readonly batchesPerSecond: number;
  readonly zoomFrameP95Ms: number;
  readonly zoomDrawP95Ms: number;
}

async function openPage(url: string): Promise<{ browser: Browser; page: Page; faults: string[] }> {
  const browser = await chromium.launch({
    executablePath: process.env['AIF_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGUMENTS,
  });
  const page = await browser.newPage({ viewport: { width: 1300, height: 700 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);
  return { browser, page, faults };
}

/** Reads the seconds the page's thread spent in tasks, by wall clock or by its own CPU time. */
async function taskClock(
  page: Page,
  timeDomain: 'timeTicks' | 'threadTicks',
): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
}

async function measure(url: string, setup: BenchSetup, screenshot: string | undefined): Promise<Figures> {
  const { browser, page, faults } = await openPage(url);
  try {
    const wall = await taskClock(page, 'timeTicks');
    const cpu = await taskClock(page, 'threadTicks');
    const running = page.evaluate((given) => window.runBench(given), setup);
    // Awaited below; a fault before that is the one to tell.
    running.catch(() => undefined);
    await pause(setup.warmUpMs + 1_000);
    const before = [performance.now(), await wall(), await cpu()] as const;
    await pause(setup.measureMs - 2_000);
    const after = [performance.now(), await wall(), await cpu()] as const;
    const result: BenchResult = await running;
    if (screenshot) await page.screenshot({ path: `${screenshot}-${setup.mode}.png` });
    if (faults.length > 0) throw new Error(faults.join('\n'));
    const share = (index: 1 | 2): number =>
      ((after[index] - before[index]) * 100_000) / (after[0] - before[0]);
    return figuresOf(setup, result, share(1), share(2));
  } finally {
    await browser.close();
  }
}

function figuresOf(setup: BenchSetup, result: BenchResult, busy: number, cpu: number): Figures {
  const seconds = setup.measureMs / 1_000;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    mode: setup.mode,
    framesPerSecond: round(result.frames.length / seconds),
    frameP95Ms: round(percentile(result.frames, 0.95)),
    mainBusyPercent: round(busy),
    mainCpuPercent: round(cpu),
    drawP50Ms: round(percentile(result.draws, 0.5)),
    drawP95Ms: round(percentile(result.draws, 0.95)),
    drawsPerSecond: round(result.draws.length / seconds),
    points: result.points,
    batchesPerSecond: round(result.batches / seconds),
    zoomFrameP95Ms: round(percentile(result.zoomFrames, 0.95)),
    zoomDrawP95Ms: round(percentile(result.zoomDraws, 0.95)),
  };
}

/**
 * How far a picture patched together over time is from one painted at once: the largest difference of a colour channel, 0 to
 * 255. Edges of lines may differ in the last bits of their smoothing; a wrong or missing stroke differs by 80 and more.
 */
async function pictureDifference(url: string, screenshot: string | undefined): Promise<number> {
  const { browser, page, faults } = await openPage(url);
  try {
    await page.evaluate(() => window.preparePictures());
    if (screenshot) await page.screenshot({ path: `${screenshot}-pictures.png` });
    const pictures = [await page.locator('#shifted').screenshot(), await page.locator('#fresh').screenshot()];
    const difference = await page.evaluate(
      (given) => window.comparePictures(given),
      pictures.map((picture) => picture.toString('base64')),
    );
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return difference;
  } finally {
    await browser.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'aif-bench-charts-'));
try {
  process.stderr.write('building the bench page\n');
  await build({
    root: import.meta.dirname,
    logLevel: 'warn',
    base: './',
    build: { outDir: folder, emptyOutDir: true, target: 'chrome114' },
    worker: { format: 'es' },
  });
  const { server, url } = await serve(folder);
  const setup = {
    pens: Number(values.pens),
    hertz: Number(values.hertz),
    spanSeconds: Number(values.span),
    warmUpMs: 4_000,
    measureMs: Number(values.seconds) * 1_000,
  };
  const rows: Figures[] = [];
  for (const mode of ['ours', 'plain'] as const) {
    process.stderr.write(`measuring ${mode}\n`);
    rows.push(await measure(url, { ...setup, mode }, values.screenshot));
  }
  process.stderr.write('comparing pictures\n');
  const difference = await pictureDifference(url, values.screenshot);
  server.close();
  const [ours, plain] = rows as [Figures, Figures];
  const ratio = (of: (row: Figures) => number): number => Math.round((of(plain) / of(ours)) * 10) / 10;
  const ratios = {
    mainCpu: ratio((row) => row.mainCpuPercent),
    frameP95: ratio((row) => row.frameP95Ms),
    drawP95: ratio((row) => row.drawP95Ms),
    zoomFrameP95: ratio((row) => row.zoomFrameP95Ms),
  };
  const met =
    ours.frameP95Ms <= MOST_FRAME_MS &&
    ours.drawP95Ms <= MOST_FRAME_MS &&
    ours.mainBusyPercent <= 30 &&
    difference <= MOST_DIFFERENCE;
  const report = {
    setup,
    rows,
    ratios,
    pictureDifference: difference,
    load: loadavg().map((load) => Math.round(load * 10) / 10),
    met,
  };
  if (values.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } else {
    console.table(rows);
    console.log("Chart.js on the page's own thread, as a multiple of ours:", ratios);
    console.log(
      `patched picture against painted at once: at most ${difference} of 255; load of the machine: ${report.load.join(' ')}`,
    );
    console.log(`${met ? 'met' : 'NOT met'}: frame p95 and drawing p95 ≤ 33 ms, main thread ≤ 30 % busy`);
  }
  process.exitCode = met ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
