// The bench page, built and served under the app's content security policy, in headless Chromium; and what that costs.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { build } from 'vite';

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
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Answers a request the page's files do not answer; undefined leaves it to them. */
export type Answer = (url: URL) => Promise<Buffer | string> | undefined;

/** Builds the page into a folder of its own and serves it. */
export async function servePage(answer: Answer): Promise<{ url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'aif-bench-charts-'));
  await build({
    root: import.meta.dirname,
    logLevel: 'warn',
    base: './',
    build: { outDir: folder, emptyOutDir: true, target: 'chrome114' },
    worker: { format: 'es' },
  });
  const reply = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://bench');
    const path = normalize(url.pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    (answer(url) ?? readFile(file)).then(
      (body) => {
        response.writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': CSP,
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  };
  const server = createServer(reply);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface BenchPage {
  readonly page: Page;
  readonly browser: Browser;
  /** Throws what went wrong in the page. */
  check(): void;
}

export async function openPage(url: string): Promise<BenchPage> {
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
  return {
    page,
    browser,
    check: () => {
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}

/** Reads the seconds the page's thread spent in tasks, by wall clock or by its own processor time. */
export async function taskClock(
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

/** Processor seconds of all threads of the page's process so far: script, painting, workers, collection. */
export async function processClock(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo
      .filter(({ type }) => type === 'renderer')
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
}

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

/** Bytes the page and its workers keep after a collection: objects, and the buffers behind typed arrays. */
export async function heapReader(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  const workers: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const usages = [(await session.send('Runtime.getHeapUsage')) as HeapUsage];
    for (const worker of workers) {
      await askWorker(session, worker, 'HeapProfiler.collectGarbage');
      usages.push((await askWorker(session, worker, 'Runtime.getHeapUsage')) as HeapUsage);
    }
    return usages.reduce((sum, usage) => sum + usage.usedSize + usage.backingStorageSize, 0);
  };
}

let lastId = 0;

function askWorker(session: CDPSession, worker: string, method: string): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const listen = (event: { sessionId: string; message: string }): void => {
      const answer = JSON.parse(event.message) as { id?: number; result?: unknown };
      if (event.sessionId !== worker || answer.id !== id) return;
      session.off('Target.receivedMessageFromTarget', listen);
      resolve(answer.result);
    };
    session.on('Target.receivedMessageFromTarget', listen);
    session
      .send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id, method }) })
      .catch(reject);
  });
}
