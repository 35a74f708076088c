import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../shared/contract/errors.ts';
import { connectToEmbeddedBroker, rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const TOO_DEEP = /64 levels deep/;

describe('how deep JSON may be', () => {
  async function post(path: string, body: string, type = 'application/json') {
    const headers = { authorization: `Bearer ${station.token}`, 'content-type': type };
    const answer = await fetch(station.http + path, { method: 'POST', headers, body });
    return { status: answer.status, body: await answer.json() };
  }
  const execute = (levels: number) =>
    post('/api/v1/judgment/execute', `{"rulesetId":"defect-rate","input":{},"x":${nested(levels - 1)}}`);

  it('64 levels are read, and refused for what they hold; 65 and 100,000 are told as that', async () => {
    expect((await execute(64)).body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'x' }] });
    for (const levels of [65, 100_000]) {
      const { status, body } = await execute(levels);
      expect(status).toBe(400);
      expect(problemSchema.parse(body)).toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(problemSchema.parse(body).detail).toMatch(TOO_DEEP);
    }
  });

  it('a line of values nested 100,000 levels is refused by itself', async () => {
    const lines = `{"tag":"a/b/c/d/e","v":${nested(100_000)}}\n{"tag":"a/b/c/d/e","v":1,"t":${Date.now()}}`;
    const { status, body } = await post('/api/v1/ingest', lines, 'application/x-ndjson');
    expect([status, body]).toEqual([200, expect.objectContaining({ stored: 1 })]);
  });

  it('a payload nested 100,000 levels is counted as unreadable like that line', async () => {
    const client = await connectToEmbeddedBroker(station.folder);
    await client.publishAsync('aif/v1/a/b/c/d/deep', nested(100_000), { qos: 1 });
    await client.endAsync();
    const { body } = await rest(station, 'GET', '/metrics');
    expect(body).toMatch(/^aif_signal_values\{outcome="unreadable"\} 2$/m);
  });

  const call = (id: number, input: string) =>
    `{"id":${id},"method":"query","params":{"path":"rules.list","input":${input}}}`;

  it.each(['its socket', 'TCP'])('a call over %s gets its answer, and the next its own', async (way) => {
    const url = way === 'TCP' ? station.http.replace('http', 'ws') : `ws+unix:${station.ready.socket}:`;
    const socket = new WebSocket(`${url}/trpc?connectionParams=1`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token: station.token } }));
    for (const [id, levels] of [
      [1, 64],
      [2, 1_000_000],
    ] as const) {
      socket.send(call(id, nested(levels)));
      const [answer] = (await once(socket, 'message')) as [Buffer];
      const { id: answered, error } = JSON.parse(answer.toString()) as {
        id: number;
        error: { message: string; data: { app: { code: string; message: string } } };
      };
      expect([answered, error.data.app.code]).toEqual([id, 'VALIDATION_FAILED']);
      if (id === 2) expect(error.message).toMatch(TOO_DEEP);
    }
    socket.send(call(3, '{}'));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString()).toContain('"result"');
    socket.terminate();
  });

  it('a first message of two million levels costs a stranger’s connection and nobody’s time', async () => {
    const socket = new WebSocket(`${station.http.replace('http', 'ws')}/trpc?connectionParams=1`);
    await once(socket, 'open');
    socket.send(nested(2_000_000));
    const startedAt = performance.now();
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString()).toMatch(TOO_DEEP);
    expect((await rest(station, 'GET', '/healthz')).status).toBe(200);
    // 28 ms to look through it; parsed it took 650.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    socket.terminate();
  });
});

describe('rates over TCP', () => {
  interface Told {
    readonly status: number;
    readonly retryAfter: number;
    readonly problem: unknown;
  }
  function get(path: string, token?: string): Promise<Told> {
    const { hostname, port } = new URL(station.http);
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return new Promise((resolve, reject) => {
      const call = httpRequest({ hostname, port, path, headers, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            retryAfter: Number(answer.headers['retry-after']),
            problem: JSON.parse(text) as unknown,
          }),
        );
      });
      call.on('error', reject).end();
    });
  }
  const isLimited = ({ status, retryAfter, problem }: Told) => {
    expect([status, retryAfter]).toEqual([429, 1]);
    expect(problemSchema.parse(problem)).toMatchObject({
      code: 'RATE_LIMITED',
      detail: expect.stringMatching(/from this address; try again in 1 s/) as string,
    });
  };

  it('whoever guesses tokens is told to wait, and its holder is let in all the while', async () => {
    const answers: Told[] = [];
    for (let guess = 0; guess < 140; guess += 1)
      answers.push(await get('/api/v1/rulesets', String(guess).padStart(64, '0')));
    const refused = answers.findIndex(({ status }) => status !== 401);
    expect(refused).toBeGreaterThanOrEqual(100);
    const last = answers.find(({ status }) => status !== 401);
    if (last === undefined) throw new Error('no guess was refused');
    isLimited(last);
    expect((await get('/api/v1/rulesets', station.token)).status).toBe(200);
    // Without any token nothing was guessed.
    expect((await get('/api/v1/rulesets')).status).toBe(401);

    const socket = new WebSocket(`${station.http.replace('http', 'ws')}/trpc?connectionParams=1`);
    await once(socket, 'open');
    const told = once(socket, 'message');
    for (let guess = 0; guess < 30; guess += 1) await get('/api/v1/rulesets', 'f'.repeat(64));
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token: 'f'.repeat(64) } }));
    expect(String((await told)[0])).toContain('"RATE_LIMITED"');
    socket.terminate();

    await expect.poll(async () => (await get('/api/v1/rulesets', '0')).status, { timeout: 10_000 }).toBe(401);
  });

  /** Requests written one after the other without waiting for answers, which `read` gets. Ends with `during`. */
  async function whileFlooded(read: (part: Buffer) => void, during: () => Promise<void>): Promise<void> {
    const { hostname, port, host } = new URL(station.http);
    const many = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(500);
    const flooding = () =>
      connect(Number(port), hostname)
        .on('error', () => {})
        .on('data', read);
    let socket = flooding();
    const writing = setInterval(() => {
      if (socket.closed) socket = flooding();
      if (socket.writableLength < 1_000_000) socket.write(many);
    }, 2);
    try {
      await during();
    } finally {
      clearInterval(writing);
      socket.destroy();
    }
  }

  it('a flood without token is answered with 429, and neither its holder nor the own socket notice', async () => {
    let refusal: string | undefined;
    let text = '';
    const read = (part: Buffer) => {
      text = text.slice(-2_000) + part.toString('latin1');
      refusal ??= /HTTP\/1\.1 429 [^]*?\r\n\r\n\{[^}]*\}/.exec(text)?.[0];
    };
    await whileFlooded(read, async () => {
      await expect.poll(() => refusal, { timeout: 30_000 }).toBeDefined();
      const [head = '', body = ''] = (refusal ?? '').split('\r\n\r\n');
      expect(head).toMatch(/^retry-after: 1\r?$/im);
      expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
      // Whoever asks on without waiting is cut off: else each of these would wait a second for its turn.
      const startedAt = performance.now();
      for (let count = 0; count < 20; count += 1) {
        expect((await get('/api/v1/rulesets', station.token)).status).toBe(200);
        expect((await station.call('GET', '/healthz')).status).toBe(200);
      }
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    });
    await expect.poll(async () => (await get('/healthz')).status, { timeout: 10_000 }).toBe(200);
  });

  it('whoever has the token may ask 12,000 times without a pause', { timeout: 120_000 }, async () => {
    const { hostname, port, host } = new URL(station.http);
    const head = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${station.token}\r\n\r\n`;
    const socket = connect(Number(port), hostname).setEncoding('latin1');
    let text = '';
    socket.on('data', (part: string) => (text += part)).write(head.repeat(12_000));
    const statuses = () => text.match(/HTTP\/1\.1 \d+/g) ?? [];
    await expect.poll(() => statuses().length, { timeout: 100_000, interval: 200 }).toBe(12_000);
    socket.destroy();
    expect(new Set(statuses())).toEqual(new Set(['HTTP/1.1 200']));
  });
});
