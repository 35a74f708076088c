import { request as httpRequest } from 'node:http';
import { TRPCClientError, createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../server/trpc/router.ts';
import type { FieldError, Problem } from '../../shared/contract/errors.ts';
import { portSocketClass } from '../../shared/bridge/port-socket.ts';
import { SocketPump, type ShellPort } from '../../app/main/server/socket-pump.ts';
import { aif } from '../support/aif.ts';
import type { StationProcess } from '../support/station-process.ts';

/** What a call gives through any door: its value, or our code with the faults by field. */
export type Answer<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly errors: FieldError[] };

export function valueOf(answer: Answer): unknown {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer.value;
}

export const codeOf = (answer: Answer) => (answer.ok ? 'no error' : answer.code);

/** One way to the station. What is sent is not typed: a door must refuse what does not fit. */
export interface Door {
  readonly name: string;
  execute(request: unknown): Promise<Answer>;
  list(query: object): Promise<Answer>;
  get(id: string): Promise<Answer>;
  feedback(id: string, feedback: unknown): Promise<Answer>;
  tags(query: object): Promise<Answer>;
  samples(path: string, query: object): Promise<Answer>;
  /** What only a window asks for. */
  sampleColumns?(path: string, query: object): Promise<Answer>;
  rulesets(query: object): Promise<Answer>;
  rulesetVersion(id: string, version: number): Promise<Answer>;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

type Send = (method: string, path: string, body?: unknown) => Promise<Reply>;

function answerOf({ status, type, text }: Reply): Answer {
  if (status === 200) return { ok: true, value: JSON.parse(text) as unknown };
  if (!type.startsWith('application/problem+json')) throw new Error(`${status} ${type}: ${text}`);
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== status) throw new Error(`status ${status}, but the problem says ${problem.status}`);
  return { ok: false, code: problem.code, message: problem.detail ?? '', errors: problem.errors ?? [] };
}

function restDoor(name: string, send: Send): Door {
  const call = async (method: string, path: string, body?: unknown) =>
    answerOf(await send(method, `/api/v1${path}`, body));
  const query = (values: object) => {
    const entries = Object.entries(values).map(([key, value]) => [key, String(value)]);
    return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
  };
  return {
    name,
    execute: (request) => call('POST', '/judgment/execute', request),
    list: (values) => call('GET', `/judgments${query(values)}`),
    get: (id) => call('GET', `/judgments/${encodeURIComponent(id)}`),
    feedback: (id, feedback) => call('POST', `/judgments/${encodeURIComponent(id)}/feedback`, feedback),
    tags: (values) => call('GET', `/tags${query(values)}`),
    samples: (path, values) => call('GET', `/tags/${encodeURI(path)}/samples${query(values)}`),
    rulesets: (values) => call('GET', `/rulesets${query(values)}`),
    rulesetVersion: (id, version) => call('GET', `/rulesets/${encodeURIComponent(id)}/versions/${version}`),
    close: async () => {},
  };
}

function restOverTcp(station: StationProcess): Door {
  return restDoor('REST over TCP', async (method, path, body) => {
    const headers: Record<string, string> = { authorization: `Bearer ${station.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(`${station.http}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, text: await response.text() };
  });
}

function restOverSocket(station: StationProcess): Door {
  return restDoor('REST over the unix socket', (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const call = httpRequest({ socketPath: station.ready.socket, method, path, headers }, (response) => {
        let received = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
        response.on('end', () => {
          const type = response.headers['content-type'] ?? '';
          resolve({ status: response.statusCode ?? 0, type, text: received });
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  });
}

async function answerOfCall(call: Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const { app } = (error.data ?? {}) as { app?: { code: string; errors: FieldError[] } };
    if (app === undefined) throw error;
    return { ok: false, code: app.code, message: error.message, errors: app.errors };
  }
}

// The point is to send what the types forbid.
type Unchecked = never;

function trpcDoor(
  name: string,
  options: { url: string; socket: typeof globalThis.WebSocket; token?: string },
): Door {
  const client = createWSClient({
    url: options.url,
    WebSocket: options.socket,
    ...(options.token === undefined ? {} : { connectionParams: { token: options.token } }),
  });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  return {
    name,
    execute: (request) => answerOfCall(trpc.judgment.execute.mutate(request as Unchecked)),
    list: (query) => answerOfCall(trpc.judgment.list.query(query as Unchecked)),
    get: (id) => answerOfCall(trpc.judgment.get.query({ id })),
    feedback: (id, feedback) =>
      answerOfCall(trpc.judgment.feedback.mutate({ id, feedback: feedback as Unchecked })),
    tags: (query) => answerOfCall(trpc.dataHub.tags.query(query as Unchecked)),
    samples: (path, query) => answerOfCall(trpc.dataHub.samples.query({ ...query, path } as Unchecked)),
    sampleColumns: (path, query) =>
      answerOfCall(trpc.dataHub.sampleColumns.query({ ...query, path } as Unchecked)),
    rulesets: (query) => answerOfCall(trpc.rules.list.query(query as Unchecked)),
    rulesetVersion: (id, version) => answerOfCall(trpc.rules.version.query({ id, version })),
    close: () => client.close(),
  };
}

const nodeWebSocket = WebSocket as unknown as typeof globalThis.WebSocket;

function trpcOverTcp(station: StationProcess): Door {
  return trpcDoor('tRPC over TCP', {
    url: `${station.http.replace('http', 'ws')}/trpc`,
    socket: nodeWebSocket,
    token: station.token,
  });
}

function trpcOverSocket(station: StationProcess): Door {
  return trpcDoor('tRPC over the unix socket', {
    url: `ws+unix:${station.ready.socket}:/trpc`,
    socket: nodeWebSocket,
  });
}

/** As a window comes in: its socket over a MessagePort, and the shell's own pump to the station's socket. */
function trpcOverPort(station: StationProcess): Door {
  const socket = portSocketClass({
    take(use) {
      const { port1, port2 } = new MessageChannel();
      const shellPort: ShellPort = {
        on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
          port1.addEventListener(event, listener as unknown as (event: Event) => void),
        start: () => port1.start(),
        postMessage: (message) => port1.postMessage(message),
        close: () => port1.close(),
      };
      new SocketPump(station.ready.socket, shellPort, () => {});
      queueMicrotask(() => use(port2));
      return () => {};
    },
  });
  return trpcDoor('tRPC over a MessagePort', { url: 'ws://station/trpc', socket });
}

/** The command line: it judges, and only that. */
function aifJudge(station: StationProcess): Pick<Door, 'name' | 'execute'> {
  return {
    name: 'aif judge',
    async execute(request) {
      const { rulesetId, rulesetVersion, input, context, at, policy, useCache } = request as {
        [name: string]: unknown;
        context?: { equipment?: string };
      };
      const optional = [
        ...(context?.equipment === undefined ? [] : ['--equipment', context.equipment]),
        ...(at === undefined ? [] : ['--at', String(at)]),
        ...(policy === undefined ? [] : ['--policy', String(policy)]),
        ...(useCache === false ? ['--no-cache'] : []),
      ];
      const ruleset = `${String(rulesetId)}${rulesetVersion === undefined ? '' : `@${String(rulesetVersion)}`}`;
      const args = [
        'judge',
        '--ruleset',
        ruleset,
        '--input',
        JSON.stringify(input),
        '--data',
        station.folder,
      ];
      const { code, stdout, stderr } = await aif([...args, '--json', ...optional]);
      if (code === 0) return { ok: true, value: JSON.parse(stdout) as unknown };
      const [, errorCode = '', message = ''] = /^aif: ([A-Z_]+): (.*)$/m.exec(stderr) ?? [];
      // A value that is wrong in itself does not get as far as the station.
      if (code === 2) return { ok: false, code: 'VALIDATION_FAILED', message: stderr, errors: [] };
      if (code !== 1) throw new Error(`exit code ${code}: ${stderr}`);
      return { ok: false, code: errorCode, message, errors: [] };
    },
  };
}

/** Every door there is, and those through which one can judge. */
export const DOORS = [restOverTcp, restOverSocket, trpcOverTcp, trpcOverSocket, trpcOverPort];
export const JUDGING_DOORS = [...DOORS, aifJudge];
