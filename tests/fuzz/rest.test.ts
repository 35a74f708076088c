import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemathesis, schemathesisMissing } from '../../scripts/lib/schemathesis.mjs';
import { startContractStation, type ContractStation } from '../contract/fixture.ts';
import { folderOfTest } from '../support/folder.ts';
import { FUZZ_SECONDS, FUZZ_SEED } from './fuzz-seconds.ts';

const missing = await schemathesisMissing();
let station: ContractStation;
beforeAll(async () => {
  if (missing === null) station = await startContractStation();
});
afterAll(() => station?.close());

/** Runs it to its end; what it says. Its exit code says whether it found anything, and so does its report. */
function schemathesisOver(report: string): Promise<string> {
  const child = spawn(
    schemathesis,
    [
      'run',
      `${station.http}/api/v1/openapi.json`,
      ...['--origin', station.http, '-H', `Authorization: Bearer ${station.token}`],
      ...['--phases', 'coverage,fuzzing,stateful', '--max-time', String(FUZZ_SECONDS)],
      // Schemas cannot say everything a call asks for: what they allow may be refused, with a reason.
      ...['--exclude-checks', 'positive_data_acceptance', '--continue-on-failure'],
      ...['--request-timeout', '30', '--seed', String(FUZZ_SEED), '--no-color'],
      ...['--report', 'ndjson', '--report-ndjson-path', report],
    ],
    { cwd: folderOfTest(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => resolve(said));
  });
}

/** It may pause a source and then send values to it, and begin more backtests than may wait. */
const MEANT = /"code":"(?:SOURCE_PAUSED|OVERLOADED)"/;

interface Interaction {
  readonly request: { readonly method: string; readonly uri: string };
  readonly response: { readonly status_code: number; readonly content?: { readonly $base64: string } } | null;
}
interface Event {
  readonly LoadingFinished?: { readonly statistic: { readonly operations: { readonly total: number } } };
  readonly ScenarioFinished?: {
    readonly recorder: { readonly label: string; readonly interactions?: Record<string, Interaction> };
  };
}

/** Every answer of a report: how many by status, those above 499 in words, which operations were asked. */
async function answersOf(report: string) {
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const asked = new Set<string>();
  let operations = 0;
  for await (const line of createInterface({ input: createReadStream(report) })) {
    const { LoadingFinished, ScenarioFinished } = JSON.parse(line) as Event;
    operations = LoadingFinished?.statistic.operations.total ?? operations;
    for (const { request, response } of Object.values(ScenarioFinished?.recorder.interactions ?? {})) {
      if (/^[A-Z]+ \//.test(ScenarioFinished?.recorder.label ?? ''))
        asked.add(ScenarioFinished?.recorder.label ?? '');
      const status = response?.status_code ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status > 0 && status < 500) continue;
      const text = Buffer.from(response?.content?.$base64 ?? '', 'base64').toString();
      if (!MEANT.test(text)) faults.push(`${status} ${request.method} ${request.uri}: ${text}`);
    }
  }
  return { statuses, faults, asked, operations };
}

/** What it says is wrong, beside 5xx, which are counted above: one text for each, with a command that does it again. */
function findingsOf(said: string): string[] {
  const cases = said.split(/^(?=\d+\. Test Case ID: )/m).slice(1);
  return cases.filter((text) => {
    const codes = [...text.matchAll(/^- (ST\d+) /gm)].map(([, code]) => code);
    // Lines of values are refused one by one, and counted in an answer that is 200.
    const isIngest = text.includes('/api/v1/ingest');
    // Faulty rows of a file are there only once some were found.
    const isWithoutFaults = text.includes('this import has no faulty rows');
    // A source goes by a call of its own (POST …/remove), which only DELETE is to a prober.
    const isRemoved = /no SQL source [\w-]+ is known/.test(text);
    const isMeant = (code = '') =>
      code === 'ST101' ||
      (code === 'ST201' && isIngest) ||
      (code === 'ST302' && (isWithoutFaults || isRemoved));
    return !codes.every(isMeant);
  });
}

it.skipIf(missing !== null)(
  `requests made up from the API’s own document get no 5xx and no answer it does not describe (${missing === null ? 'schemathesis' : `not run: ${missing}`})`,
  async () => {
    const report = join(folderOfTest(), 'report.ndjson');
    const said = await schemathesisOver(report);
    const { statuses, faults, asked, operations } = await answersOf(report);
    const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    const byStatus = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(`${requests} requests, ${asked.size} of ${operations} operations; ${byStatus.join(', ')}`);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(findingsOf(said)).toEqual([]);
    expect(said).toMatch(/^Seed: \d+$/m);
    expect(asked.size).toBe(operations);
    expect(requests).toBeGreaterThan(FUZZ_SECONDS * 10);
    expect((await station.call('GET', '/readyz')).status).toBe(200);
    expect(station.log()).not.toContain('request failed');
  },
);
