import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES, problemSchema, type Problem } from '../../shared/contract/errors.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request whose every header is ours: `fetch` would not let `Host` and `Origin` through. */
function send(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Raw> {
  const { hostname, port } = new URL(station.http);
  return new Promise((resolve, reject) => {
    const call = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}
const bearer = () => ({ authorization: `Bearer ${station.token}` });
const json = () => ({ ...bearer(), 'content-type': 'application/json' });

function problemOf({ status, headers, text }: Raw): Problem {
  expect(headers['content-type']).toContain('application/problem+json');
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(ERROR_CODES[problem.code].status).toBe(status);
  expect(problem.type).toMatch(/^urn:aif:error:[a-z-]+$/);
  expect(problem.title).not.toBe('');
  expect(problem.detail).toBeTruthy();
  return problem;
}

describe('problems', () => {
  const execute = '/api/v1/judgment/execute';
  it.each([
    ['a body that is no JSON', execute, '{"rulesetId":', 'VALIDATION_FAILED'],
    ['an empty body', execute, '', 'VALIDATION_FAILED'],
    ['JSON that is no object', execute, '[]', 'VALIDATION_FAILED'],
    ['null', execute, 'null', 'VALIDATION_FAILED'],
    [
      'a key that would reach a prototype',
      execute,
      '{"rulesetId":"limit","input":{"__proto__":1}}',
      'VALIDATION_FAILED',
    ],
  ])('POST %s', async (_what, path, body, code) => {
    expect(problemOf(await send(path, { method: 'POST', headers: json(), body })).code).toBe(code);
  });

  it('refuses bytes that are no UTF-8 and puts no other characters in their place', async () => {
    const body = Buffer.from('{"rulesetId":"tool-wear","input":{"operator":"\u00ff"}}', 'latin1');
    const answer = await send(execute, { method: 'POST', headers: json(), body });
    expect(problemOf(answer)).toMatchObject({
      code: 'VALIDATION_FAILED',
      detail: expect.stringContaining('UTF-8') as string,
    });
  });

  it('takes a body of 1 MiB and refuses one byte more', async () => {
    const body = (length: number) => {
      const start = '{"rulesetId":"defect-rate","input":{},"policy":"rule","x":"';
      return `${start}${'x'.repeat(length - start.length - 2)}"}`;
    };
    const largest = await send(execute, { method: 'POST', headers: json(), body: body(1_048_576) });
    expect(problemOf(largest)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'x' }] });
    const larger = await send(execute, { method: 'POST', headers: json(), body: body(1_048_577) });
    expect(problemOf(larger).code).toBe('PAYLOAD_TOO_LARGE');
    const announced = { ...json(), 'content-length': '10485760' };
    expect(problemOf(await send(execute, { method: 'POST', headers: announced, body: '' })).code).toBe(
      'PAYLOAD_TOO_LARGE',
    );
  });

  it('refuses another media type', async () => {
    const headers = { ...bearer(), 'content-type': 'text/plain' };
    const answer = await send(execute, { method: 'POST', headers, body: '{}' });
    expect(problemOf(answer).code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it.each([
    ['GET', '/api/v1/nothing'],
    ['POST', '/api/v1/tag/a/b/c/d/e'],
    ['DELETE', '/nothing'],
    ['GET', '/api/v2/judgments'],
    ['GET', '/nothing.js'],
  ])('%s %s is not there', async (method, path) => {
    expect(problemOf(await send(path, { method, headers: bearer() })).code).toBe('NOT_FOUND');
  });

  it.each([
    ['GET', '/api/v1/judgment/execute', 'POST'],
    ['DELETE', '/api/v1/judgments', 'GET, HEAD'],
    ['PATCH', '/api/v1/judgments/some', 'GET, HEAD'],
    ['POST', '/api/v1/tags/a/b/c/d/e', 'GET, HEAD, PATCH'],
    ['POST', '/api/v1/tags/a/b/c/d/e/samples', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/tags', 'GET, HEAD'],
    ['TRACE', '/api/v1/tags', 'GET, HEAD'],
    ['QUERY', '/api/v1/tags', 'GET, HEAD'],
    ['GET', '/api/v1/rulesets/refresh', 'POST'],
    ['PUT', '/api/v1/openapi.json', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
  ])('%s %s is told how it can be called', async (method, path, allow) => {
    const headers = { ...json(), 'content-length': '1' };
    const answer = await send(path, { method, headers, body: '{' });
    expect(problemOf(answer).code).toBe('METHOD_NOT_ALLOWED');
    expect(answer.headers['allow']).toBe(allow);
  });

  it.each([
    ['POST', '/api/v1/judgments/x/feedback', '{"agree":"yes","who":"me"}', ['agree', 'who']],
    ['POST', '/api/v1/judgments/x/feedback', '{"agree":false,"reason":" "}', ['reason']],
    ['GET', '/api/v1/rulesets/defect-rate/versions/latest', undefined, ['v']],
    ['GET', '/api/v1/judgments?limit=abc', undefined, ['limit']],
    ['POST', execute, '{"rulesetId":"defect-rate","input":{"defect_count":[1]}}', ['input.defect_count']],
    ['POST', execute, '{"rulesetId":"defect-rate","input":{"defect_count":true}}', ['input.defect_count']],
    ['POST', '/api/v1/backtests', '{"rulesetId":"x","version":1,"equipment":[]}', ['to', 'equipment']],
  ])('%s %s names what is wrong as it was sent', async (method, path, body, paths) => {
    const headers = body === undefined ? bearer() : json();
    const problem = problemOf(await send(path, { method, headers, ...(body === undefined ? {} : { body }) }));
    expect(problem.code).toBe('VALIDATION_FAILED');
    expect(problem.errors?.map((error) => error.path)).toEqual(paths);
    expect(problem.detail).not.toMatch(/NaN|Invalid input$/);
  });

  it('a body with a key that no object may take over is told as that', async () => {
    const body = '{"rulesetId":"defect-rate","input":{"__proto__":1}}';
    const { code, detail } = problemOf(await send(execute, { method: 'POST', headers: json(), body }));
    expect(code).toBe('VALIDATION_FAILED');
    expect(detail).toContain('"__proto__"');
  });

  it.each(['/api/v1/judgments/%zz', '/%'])('an address that cannot be read: %s', async (path) => {
    expect(problemOf(await send(path, { headers: bearer() })).code).toBe('VALIDATION_FAILED');
  });

  it('finds a tag by a long path, slashes as they are or encoded, in Korean', async () => {
    const path = ['공장', 'a'.repeat(60), 'b'.repeat(60), '프레스-1', 'c'.repeat(60)].join('/');
    for (const form of [encodeURI(path), encodeURIComponent(path)]) {
      const problem = problemOf(await send(`/api/v1/tags/${form}/samples`, { headers: bearer() }));
      expect(problem.code).toBe('TAG_NOT_FOUND');
      expect(problem.detail).toContain(path);
    }
  });

  it('gives every double back as it came, and figures of them', async () => {
    const tag = '/api/v1/tags/site/area/line/exact/value';
    const values = [
      '0',
      '-0.0',
      '5e-324',
      '-1e-310',
      '0.30000000000000004',
      '1.7976931348623157e308',
      '1e308',
    ];
    const from = Date.now() - 60_000;
    const lines = values.map(
      (v, index) => `{"tag":"site/area/line/exact/value","v":${v},"t":${from + index}}`,
    );
    const headers = { ...bearer(), 'content-type': 'application/x-ndjson' };
    await send('/api/v1/ingest', { method: 'POST', headers, body: lines.join('\n') });
    const { text } = await send(`${tag}/samples`, { headers: bearer() });
    const { items } = JSON.parse(text) as { items: { value: number }[] };
    expect(items.map(({ value }) => value)).toEqual(values.map(Number));
    expect(text).toContain('"value":-0.0,');
    const span = `from=${new Date(from).toISOString()}&to=${new Date(from + 60_000).toISOString()}`;
    const figures = await send(`${tag}/statistics?${span}`, { headers: bearer() });
    expect(JSON.parse(figures.text)).toMatchObject({
      ...{ count: 7, good: 7, low: { value: -1e-310 }, high: { value: Number(values[5]) } },
      ...{ mean: null, deviation: null, exact: true },
    });
  });

  it('refuses a query field given twice', async () => {
    const answer = await send('/api/v1/judgments?limit=1&limit=2', { headers: bearer() });
    expect(problemOf(answer)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'limit' }] });
  });

  it('says nothing of the inside', async () => {
    const { text } = await send('/api/v1/judgments?cursor=1_x%27--', { headers: bearer() });
    expect(text).not.toMatch(/at .*\.ts|SELECT|stack/);
  });
});

describe('who may come in', () => {
  const paths = ['/api/v1/judgments', '/api/v1/tags'];

  it.each(paths)('%s needs the token of this start', async (path) => {
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${'0'.repeat(64)}`,
      `Basic ${station.token}`,
      `Bearer ${station.token}x`,
      `Bearer ${station.token.slice(0, -1)}`,
      station.token,
    ]) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await send(path, { headers });
      expect(problemOf(answer).code).toBe('UNAUTHENTICATED');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      // Who may not come in is not told either what would be possible here.
      expect(problemOf(await send(path, { method: 'DELETE', headers })).code).toBe('UNAUTHENTICATED');
    }
    expect((await send(path, { headers: bearer() })).status).toBe(200);
  });

  it('the token file is for its user alone', async () => {
    const { statSync } = await import('node:fs');
    expect(statSync(station.ready.tokenFile).mode & 0o777).toBe(0o600);
    expect(statSync(station.ready.socket).mode & 0o777).toBe(0o600);
    expect(station.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost'])(
    'a name that was bound to this machine is refused: Host "%s"',
    async (host) => {
      for (const path of ['/healthz', '/api/v1/judgments', '/api/v1/openapi.json', '/', '/nothing']) {
        const answer = await send(path, { headers: { ...bearer(), host } });
        expect(problemOf(answer).code).toBe('FORBIDDEN_ORIGIN');
      }
    },
  );

  it('its own names are taken', async () => {
    const { port } = new URL(station.http);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
      expect((await send('/healthz', { headers: { host } })).status).toBe(200);
    }
  });

  it('pages of other sites are refused, its own are not', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      station.http.replace('http', 'https'),
      'http://localhost:1',
    ]) {
      const answer = await send('/api/v1/judgments', { headers: { ...bearer(), origin } });
      expect(problemOf(answer).code).toBe('FORBIDDEN_ORIGIN');
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    const own = await send('/api/v1/judgments', { headers: { ...bearer(), origin: station.http } });
    expect(own.status).toBe(200);
  });
});

describe('the windows’ socket over TCP', () => {
  const address = () => `${station.http.replace('http', 'ws')}/trpc`;

  /** What comes before the server closes the connection. */
  function told(first: string, query = '?connectionParams=1'): Promise<string[]> {
    const socket = new WebSocket(`${address()}${query}`).on('error', () => {});
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    socket.once('open', () => socket.send(first));
    return new Promise((resolve) => socket.once('close', () => resolve(messages)));
  }
  const health = JSON.stringify({ id: 1, method: 'query', params: { path: 'health.get' } });

  it.each([
    ['no token', JSON.stringify({ method: 'connectionParams', data: null })],
    ['a wrong token', JSON.stringify({ method: 'connectionParams', data: { token: '0'.repeat(64) } })],
  ])('with %s it says so by its code and closes', async (_what, first) => {
    const [message = '{}', ...more] = await told(first);
    expect(JSON.parse(message)).toMatchObject({ error: { data: { app: { code: 'UNAUTHENTICATED' } } } });
    expect(more).toEqual([]);
  });

  it.each([
    [
      'a token of another type',
      JSON.stringify({ method: 'connectionParams', data: { token: 5 } }),
      undefined,
    ],
    ['a call in place of the token', health, undefined],
    ['no first message announced', health, ''],
  ])('with %s it answers no call', async (_what, first, query) => {
    expect((await told(first, query)).join('')).not.toContain('"result"');
  });

  it.each([
    ['another Host', '/trpc', { host: 'evil.example' }],
    ['another Origin', '/trpc', { origin: 'http://evil.example' }],
    ['another path', '/socket', {}],
  ])('refuses the handshake with %s', async (_what, path, headers) => {
    const { host } = new URL(station.http);
    const socket = new WebSocket(`ws://${host}${path}`, { headers });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('403');
  });

  it('lives on when a refused client goes away at once', async () => {
    const { hostname, port } = new URL(station.http);
    for (let count = 0; count < 30; count += 1) {
      const socket = connect(Number(port), hostname).on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write('GET /trpc HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
    }
    expect((await send('/healthz')).status).toBe(200);
  });

  it('ends a client that sends too much or no protocol, and lives on', async () => {
    for (const data of ['x'.repeat(5 * 1_048_576), '{"', '[]', 'null', '{"id":1,"method":"query"}']) {
      const socket = new WebSocket(address());
      await new Promise((resolve) => socket.once('open', resolve));
      socket.on('error', () => {});
      socket.send(data);
      const answered = new Promise((resolve) => socket.once('message', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      await Promise.race([answered, closed]);
      socket.terminate();
    }
    expect((await send('/healthz')).status).toBe(200);
  });
});

describe('outside /api/v1', () => {
  it('healthz and readyz without a token', async () => {
    expect(JSON.parse((await send('/healthz')).text)).toEqual({ alive: true });
    const ready = await send('/readyz');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true }]);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const head = await send(path, { method: 'HEAD' });
      expect([head.status, head.text]).toEqual([200, '']);
    }
  });

  it('metrics as Prometheus text, counting judgments', async () => {
    const read = async () => String((await rest(station, 'GET', '/metrics')).body);
    const count = (text: string) =>
      Number(/^aif_judgments_total\{ruleset="defect-rate",.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
    const before = count(await read());
    await rest(station, 'POST', '/api/v1/judgment/execute', {
      rulesetId: 'defect-rate',
      input: { defect_count: 8, production_count: 100 },
      useCache: false,
    });
    const after = await read();
    expect(count(after) - before).toBe(1);
    expect(after).toMatch(/^# TYPE aif_judgment_duration_seconds histogram$/m);
    expect(after).toMatch(/^aif_signal_values\{outcome="stored"\} \d+$/m);
    // A help text like a value fools whoever looks for `NAME VALUE`: once a fault test never waited for its broker.
    expect(after.match(/^# HELP \S+ [\d+-].*$/gm)).toBeNull();
  });
});

it('a slow client is ended and does not hold up the others', { timeout: 60_000 }, async () => {
  const { hostname, port } = new URL(station.http);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => {});
  slow.write('GET /healthz HTTP/1.1\r\nHost: ');
  const startedAt = performance.now();
  const ended = new Promise<number>((resolve) => {
    slow.once('close', () => resolve(performance.now() - startedAt));
  });
  slow.resume();
  expect((await send('/healthz')).status).toBe(200);
  expect(await ended).toBeLessThan(30_000);
});

it('writes no secret to its log', () => {
  expect(station.log()).not.toContain(station.token);
  expect(readFileSync(station.ready.tokenFile, 'utf8').trim()).toBe(station.token);
  const lines = station.log().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    lines.map(() => expect.objectContaining({ level: expect.any(Number) as number }) as object),
  );
});
