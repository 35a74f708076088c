// Rule judgment through the station server: every call is judged anew and stored with FULL durability before the
// answer. Peers in the same run: the same HTTP stack answering the same body without doing anything, and the disk alone, a page
// appended to a file and synced, one after the other.
import { spawn } from 'node:child_process';
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expectedVerdict, inputOf, MANIFEST, SOURCE } from './support/twenty-rules.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const CALLS = Number(process.argv[2] ?? 10_000);
/** The engine still compiles in these; they are told apart. */
const FIRST = Math.min(3_000, CALLS / 2);
const folder = mkdtempSync(join(tmpdir(), 'aif-bench-'));
const cli = join(import.meta.dirname, '../out/server/cli.mjs');

function post(agent: Agent, where: { socketPath: string } | { port: number }, path: string, body: unknown) {
  const text = JSON.stringify(body);
  return new Promise<unknown>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const call = request({ ...where, agent, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    call.on('error', reject);
    call.end(text);
  });
}

async function measure(parallel: number, run: (number: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < CALLS) {
      const number = next++;
      const start = performance.now();
      await run(number);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return times;
}

async function measureDisk(file: string): Promise<number[]> {
  const page = Buffer.alloc(4_096, 1);
  const open = openSync(file, 'w');
  const times = await measure(1, () => {
    writeSync(open, page);
    fdatasyncSync(open);
    return Promise.resolve();
  });
  closeSync(open);
  return times;
}

const rulesetFolder = join(folder, 'ruleset');
mkdirSync(rulesetFolder);
writeFileSync(join(rulesetFolder, 'ruleset.json'), JSON.stringify(MANIFEST));
writeFileSync(join(rulesetFolder, 'rules.rhai'), SOURCE);
writeFileSync(join(folder, 'config.json'), '{}');
const data = join(folder, 'data');
mkdirSync(data);
writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));

const run = (args: string[]) =>
  new Promise<void>((resolve, reject) => {
    spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] }).on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`aif ${args[0]} ended with ${code}`)),
    );
  });
await run(['rules', 'import', rulesetFolder, '--data', data, '--activate']);
const server = spawn(process.execPath, [cli, 'serve', '--data', data], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise((resolve) => server.stdout.once('data', resolve));
const peer = Fastify();
peer.post('/echo', async (call) => call.body);
await peer.listen({ path: join(folder, 'peer.sock') });

try {
  const agent = new Agent({ keepAlive: true });
  const rows = [['', 'p50 ms', 'p99 ms', 'calls/s', 'p50 ÷ bare HTTP']];
  let wrong = 0;
  for (const parallel of [1, 8]) {
    const bare = await measure(parallel, async (number) => {
      await post(agent, { socketPath: join(folder, 'peer.sock') }, '/echo', { input: inputOf(number) });
    });
    const start = performance.now();
    const judged = await measure(parallel, async (number) => {
      const input = inputOf(number);
      const answer = (await post(
        agent,
        { socketPath: join(data, 'station.sock') },
        '/api/v1/judgment/execute',
        {
          rulesetId: MANIFEST.id,
          input,
          useCache: false,
        },
      )) as { verdict: string };
      if (answer.verdict !== expectedVerdict(input)) wrong += 1;
    });
    const rate = (CALLS / (performance.now() - start)) * 1000;
    const usual = percentile(bare, 0.5);
    const row = (name: string, of: readonly number[], each: string) => {
      const [p50, p99] = [percentile(of, 0.5), percentile(of, 0.99)];
      rows.push([name, p50.toFixed(2), p99.toFixed(2), each, (p50 / usual).toFixed(1)]);
    };
    const name = `judgment, ${parallel} at a time`;
    if (parallel === 1) {
      row(`${name}, the first ${FIRST}`, judged.slice(0, FIRST), '');
      row(`${name}, those after`, judged.slice(FIRST), '');
    }
    row(name, judged, rate.toFixed(0));
    rows.push([
      `bare HTTP, ${parallel} at a time`,
      percentile(bare, 0.5).toFixed(2),
      percentile(bare, 0.99).toFixed(2),
      '',
      '1',
    ]);
  }
  const disk = await measureDisk(join(data, 'page'));
  rows.push([
    'a page on disk',
    percentile(disk, 0.5).toFixed(2),
    percentile(disk, 0.99).toFixed(2),
    (1_000 / (disk.reduce((sum, each) => sum + each, 0) / disk.length)).toFixed(0),
    '',
  ]);
  printTable(rows);
  print(`wrong verdicts: ${wrong} of ${CALLS * 2}`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  const ended = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGTERM');
  await ended;
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
