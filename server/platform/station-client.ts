import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { AppError, problemSchema } from '../../shared/contract/errors.ts';
import { readStationFile, type StationFile } from './data-folder.ts';
import { request } from './node-http.ts';

/** A call to a running station over its socket, or over TCP with its token. */
export interface StationClient {
  readonly station: StationFile;
  /** Error: the problem the station answers with, as `AppError`. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
  /** An answer to be read as it comes, of any length. The same errors, as long as it has not begun. */
  open(path: string): Promise<IncomingMessage>;
  /** Sends a file as it is, however long it takes. */
  upload(path: string, file: Readable): Promise<unknown>;
}

const ANSWER_WITHIN_MS = 10_000;

/** The station that serves a data folder now, or null where none answers, every call at most within `answerWithinMs`. */
export async function connectToStation(
  dataFolder: string,
  { answerWithinMs = ANSWER_WITHIN_MS }: { answerWithinMs?: number } = {},
): Promise<StationClient | null> {
  const station = readStationFile(dataFolder);
  if (station === null) return null;
  const client: StationClient = {
    station,
    call: async (method, path, body) => {
      const response = await send(station, { method, path, body, answerWithinMs });
      return answerOf(response.statusCode ?? 500, await textOf(response));
    },
    async open(path) {
      const response = await send(station, { method: 'GET', path, body: undefined, answerWithinMs });
      if ((response.statusCode ?? 500) >= 400) answerOf(response.statusCode ?? 500, await textOf(response));
      return response;
    },
    async upload(path, file) {
      const response = await send(station, {
        method: 'POST',
        path,
        body: undefined,
        file,
        answerWithinMs: 0,
      });
      return answerOf(response.statusCode ?? 500, await textOf(response));
    },
  };
  try {
    await client.call('GET', '/healthz');
    return client;
  } catch {
    return null;
  }
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Sent as it is, instead of a body. */
  readonly file?: Readable;
  readonly answerWithinMs: number;
}

/** Resolves with the head of the answer; `answerWithinMs` is for every moment in which nothing comes. */
function send(
  station: StationFile,
  { method, path, body, file, answerWithinMs }: Call,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const type = file === undefined ? 'application/json' : 'text/csv';
  const headers: Record<string, string> =
    text === undefined && file === undefined ? {} : { 'content-type': type };
  const url = new URL(path, station.http ?? 'http://localhost');
  if (station.socket === null && station.tokenFile !== null) {
    headers.authorization = `Bearer ${readFileSync(station.tokenFile, 'utf8').trim()}`;
  }
  const where = station.socket === null ? {} : { socketPath: station.socket };
  return new Promise((resolve, reject) => {
    const call = request(url, { ...where, method, headers, timeout: answerWithinMs }, resolve);
    call.on('timeout', () =>
      call.destroy(new Error(`the station did not answer within ${answerWithinMs / 1_000} s`)),
    );
    call.on('error', reject);
    if (file === undefined) call.end(text);
    else pipeline(file, call, (error) => error && reject(error));
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(status: number, text: string): unknown {
  const answer: unknown = JSON.parse(text || 'null');
  if (status < 400) return answer;
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) throw new Error(`the station answered ${status}`);
  const { code, detail, title, errors } = problem.data;
  throw new AppError(code, detail ?? title, errors);
}
