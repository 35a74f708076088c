import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { IngestAnswer, Source } from '../../shared/contract/sources.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

const open: { stop(): Promise<unknown> }[] = [];
const folders: ReturnType<typeof temporaryFolder>[] = [];
afterEach(async () => {
  for (const station of open.splice(0)) await station.stop();
  for (const folder of folders.splice(0)) folder.remove();
});

async function start(data: string): Promise<StationProcess> {
  const station = await startStationProcess({ data });
  open.push(station);
  return station;
}

function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  return folder.path;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

function post(
  station: StationProcess,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath: station.ready.socket,
        path: '/api/v1/ingest',
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown,
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As simple clients do: the whole body first, then the answer. */
function sentWhole(station: StationProcess, bytes: number, authorization: string): Promise<string> {
  const { hostname, port, host } = new URL(station.http);
  const head = [
    'POST /api/v1/ingest HTTP/1.1',
    `Host: ${host}`,
    `Authorization: ${authorization}`,
    'Content-Type: application/x-ndjson',
    `Content-Length: ${bytes}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname);
    socket.on('error', reject);
    socket.pause();
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, 32), () => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
      socket.resume();
    });
  });
}

const tag = (index: number) => `s/a/l/e${index % 5}/t`;
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ tag: tag(index), v: from + index, t: Date.UTC(2026, 10, 1) + (from + index) * 1_000 }),
  ).join('\n');
const countOf = (data: string) =>
  rowsOfStation<{ n: number }>(`${data}/station.db`, 'SELECT count(*) AS n FROM sample')[0]?.n;

describe('HTTP in', () => {
  it('takes both forms, answers with what became of them, and keeps what it cannot read', async () => {
    const data = newFolder();
    const station = await start(data);
    const t = Date.UTC(2026, 10, 1);
    const body = [
      JSON.stringify({ tag: 's/a/l/e/t', v: 1.5, t, q: 192, seq: 1 }),
      JSON.stringify({ tag: 's/a/l/e/t', v: 1.5, t, q: 192, seq: 1 }),
      JSON.stringify({ tag: 's/a/l/e/t', v: 1, t: t - 1_000, seq: 0 }),
      '',
      JSON.stringify({ equipment: 's/a/l/e', t, seq: 1, values: { 온도: 96.2, on: true, mode: '자동' } }),
      'nonsense',
      JSON.stringify({ tag: 's/a/l/e', v: 1 }),
      JSON.stringify({ tag: 's/a/l/e/t', v: {} }),
      '[1]',
      JSON.stringify({ tag: 's/a/l/e/t', v: 1, quality: 0 }),
    ].join('\r\n');
    const { status, body: answer } = await post(station, body);
    expect(status).toBe(200);
    expect(answer).toEqual({
      received: 11,
      stored: 5,
      duplicate: 1,
      late: 1,
      unreadable: 5,
      filtered: 0,
      errors: [
        { line: 6, reason: expect.stringContaining('not valid JSON') as string },
        { line: 7, reason: '"tag" "s/a/l/e" is not of the form site/area/line/equipment/tag' },
        { line: 8, reason: expect.stringContaining('an object, not a number') as string },
        { line: 9, reason: 'a line is one JSON object, with "tag" or "equipment"' },
        { line: 10, reason: '"quality" is no member of a line: "tag", "v", "t", "q", "seq", "u" are' },
      ],
    });
    expect(countOf(data)).toBe(5);
    const tags = (await station.call('GET', `/api/v1/tags?search=${encodeURIComponent('온도')}`)).body;
    expect(tags).toMatchObject({ items: [{ path: 's/a/l/e/온도', last: { value: 96.2, quality: 192 } }] });
    const { body: source } = await station.call('GET', '/api/v1/sources/http');
    expect(source).toMatchObject({
      state: 'connected',
      counters: { received: 11, stored: 5, duplicate: 1, unreadable: 5, refused: 0 },
    });
    const kept = rowsOfStation<{ source: string; payload: Uint8Array }>(
      `${data}/station.db`,
      'SELECT source, payload FROM unreadable ORDER BY id',
    );
    expect(kept.map((row) => [row.source, Buffer.from(row.payload).toString().trim()])[0]).toEqual([
      'http',
      'nonsense',
    ]);
    expect(kept).toHaveLength(5);
    const listed = await station.call('GET', '/api/v1/unreadable?source=http&limit=1');
    expect(listed.body).toMatchObject({
      items: [{ reason: expect.stringContaining('"quality" is no member') as string }],
      nextCursor: expect.any(String) as string,
    });
    expect((await station.call('GET', '/api/v1/unreadable?source=broker')).body).toEqual({ items: [] });
  });

  it('the same key again gives the same answer and adds nothing, also at once and after a restart', async () => {
    const data = newFolder();
    let station = await start(data);
    // Without a source time nothing but the key tells one sending from another.
    const body = `${Array.from({ length: 1_200 }, (_, index) => JSON.stringify({ tag: tag(index), v: index })).join('\n')}\nbad`;
    const headers = { 'idempotency-key': 'batch-1' };
    const [first, second] = await Promise.all([post(station, body, headers), post(station, body, headers)]);
    expect(first).toMatchObject({ status: 200, body: { received: 1_201, stored: 1_200, unreadable: 1 } });
    expect(second?.body).toEqual(first?.body);
    await station.kill();
    station = await start(data);
    expect((await post(station, body, headers)).body).toEqual(first?.body);
    expect(countOf(data)).toBe(1_200);
    expect(await post(station, `${body}\n`, headers)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    await post(station, lines(1), { 'idempotency-key': 'batch-2' });
    expect(countOf(data)).toBe(1_201);
  });

  it('counts a batch once however often the station dies in it', async () => {
    const data = newFolder();
    const body = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ tag: tag(index), v: index }),
    ).join('\n');
    const headers = { 'idempotency-key': 'long' };
    let interrupted = 0;
    for (const waitMs of [30, 90, 200]) {
      const station = await start(data);
      const sent = post(station, body, headers).catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await station.kill();
      if ((await sent) === null) interrupted += 1;
    }
    const station = await start(data);
    const { body: answer } = await post(station, body, headers);
    expect(interrupted).toBeGreaterThan(0);
    expect(answer).toMatchObject({ received: 20_000, stored: 20_000, duplicate: 0 });
    expect(countOf(data)).toBe(20_000);
  });

  it('refuses what is too large, of another type, without a token, or while it is paused', async () => {
    const data = newFolder();
    const station = await start(data);
    const tooLarge = await post(station, Buffer.alloc(5 * 1_048_576 + 1, 32));
    expect(tooLarge).toMatchObject({
      status: 413,
      headers: { 'content-type': expect.stringContaining('application/problem+json') as string },
      body: { code: 'PAYLOAD_TOO_LARGE', detail: 'the body is larger than 5242880 bytes' },
    });
    // The answer must reach clients that look for it only when they have sent all: a wrong token too.
    expect(await sentWhole(station, 8 * 1_048_576, `Bearer ${station.token}`)).toMatch(/^HTTP\/1.1 413 /);
    expect(await sentWhole(station, 8 * 1_048_576, 'Bearer of-an-earlier-start')).toMatch(/^HTTP\/1.1 401 /);
    expect(await post(station, 'x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await post(station, 'x', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
    expect(await post(station, 'x', { 'idempotency-key': 'a b' })).toMatchObject({ status: 400 });
    const unauthenticated = await fetch(`${station.ready.http}/api/v1/ingest`, { method: 'POST', body: '' });
    expect(unauthenticated.status).toBe(401);
    await station.call('POST', '/api/v1/sources/http/pause');
    expect(await post(station, lines(1))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '30' },
      body: { code: 'SOURCE_PAUSED' },
    });
    expect(countOf(data)).toBe(0);
    await station.call('POST', '/api/v1/sources/http/resume');
    expect(await post(station, lines(1))).toMatchObject({ status: 200 });
    const { body: tested } = await station.call('POST', '/api/v1/sources/http/test');
    expect(tested).toMatchObject({ ok: true });
  });

  it('turns away with 429 what is above its limit, counts it, and takes it later', async () => {
    const data = newFolder();
    const station = await start(data);
    const limits = { perSecond: 500, keptUnreadable: 1_000 };
    expect(await station.call('POST', '/api/v1/sources/http/limits', limits)).toMatchObject({ status: 200 });
    const first = post(station, lines(3_000));
    await eventually(async () => {
      const { body } = await station.call('GET', '/api/v1/sources/http');
      expect((body as Source).limitedSince).not.toBeNull();
    });
    const refused = await post(station, lines(100, 5_000));
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await first).body).toMatchObject({ stored: 3_000 } satisfies Partial<IngestAnswer>);
    const { body } = await station.call('GET', '/api/v1/sources/http');
    expect(body).toMatchObject({ counters: { received: 3_000, refused: 100 } });
    expect(await post(station, lines(100, 5_000))).toMatchObject({ status: 200, body: { stored: 100 } });
  });
});
