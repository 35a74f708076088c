/**
 * Charts bench: 50 pens at 10 Hz over 10 minutes in headless Chromium, our worker charts against Chart.js on the page's own
 * thread with the same data, in one run and under the app's content security policy.
 *
 *   node bench/charts/run.ts [--pens 50] [--hertz 10] [--span 600] [--seconds 20] [--json]
 */
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import type { BenchResult, BenchSetup } from './result.ts';

const CSP =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'";
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
  readonly mainBusyPercent: number;
  readonly drawP50Ms: number;
  readonly drawP95Ms: number;
  readonly drawsPerSecond: number;
  readonly points: number;
  readonly batchesPerSecond: number;
}

async function measure(url: string, setup: BenchSetup, screenshot: string | undefined): Promise<Figures> {
  const browser = await chromium.launch({
    executablePath: process.env['AIF_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1300, height: 700 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(url);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const busy = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    const running = page.evaluate((given) => window.runBench(given), setup);
    await new Promise((resolve) => setTimeout(resolve, setup.warmUpMs + 1_000));
    const [began, before] = [performance.now(), await busy()];
    await new Promise((resolve) => setTimeout(resolve, setup.measureMs - 2_000));
    const [ended, after] = [performance.now(), await busy()];
    const result: BenchResult = await running;
    if (screenshot) await page.screenshot({ path: `${screenshot}-${setup.mode}.png` });
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return figuresOf(setup, result, ((after - before) * 100_000) / (ended - began));
  } finally {
    await browser.close();
  }
}

function figuresOf(setup: BenchSetup, result: BenchResult, mainBusyPercent: number): Figures {
  const seconds = setup.measureMs / 1_000;
  return {
    mode: setup.mode,
    framesPerSecond: result.frames.length / seconds,
    frameP95Ms: percentile(result.frames, 0.95),
    mainBusyPercent,
    drawP50Ms: percentile(result.draws, 0.5),
    drawP95Ms: percentile(result.draws, 0.95),
    drawsPerSecond: result.draws.length / seconds,
    points: result.points,
    batchesPerSecond: result.batches / seconds,
  };
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
  server.close();
  const [ours, plain] = rows as [Figures, Figures];
  const ratios = {
    mainBusy: plain.mainBusyPercent / ours.mainBusyPercent,
    frameP95: plain.frameP95Ms / ours.frameP95Ms,
    drawP95: plain.drawP95Ms / ours.drawP95Ms,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ setup, rows, ratios })}\n`);
  else {
    console.table(rows);
    console.log(
      `Chart.js on the page's thread ÷ ours: main thread busy ${ratios.mainBusy.toFixed(1)}, frame p95 ${ratios.frameP95.toFixed(1)}, drawing p95 ${ratios.drawP95.toFixed(1)}`,
    );
    const met = ours.frameP95Ms <= 33 && ours.drawP95Ms <= 33 && ours.mainBusyPercent <= 30;
    console.log(
      met
        ? 'met: frame p95 ≤ 33 ms, main thread ≤ 30 % busy'
        : 'NOT met: frame p95 ≤ 33 ms, main thread ≤ 30 % busy',
    );
    process.exitCode = met ? 0 : 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
