import { readFileSync } from 'node:fs';
import { request, type ClientRequest } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { AppError, problemSchema } from '../../shared/contract/errors.ts';
import { readStationFile, type StationFile } from './data-folder.ts';

/** A call to a running station over its socket, or over TCP with its token. */
export interface StationClient {
  readonly station: StationFile;
  /** Error: the problem the station answers with, as `AppError`. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
  /** Sends a file as it is, however long it takes. */
  upload(path: string, file: Readable): Promise<unknown>;
  /** An answer that is no JSON. */
  text(path: string): Promise<string>;
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
    call: (method, path, body) => send(station, { method, path, body, answerWithinMs }).then(jsonOf),
    upload: (path, file) => send(station, { method: 'POST', path, file, answerWithinMs: 0 }).then(jsonOf),
    text: async (path) => {
      const answer = await send(station, { method: 'GET', path, answerWithinMs });
      if (answer.status >= 400) jsonOf(answer);
      return answer.text;
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
  readonly body?: unknown;
  readonly file?: Readable;
  /** Milliseconds of silence; 0 for any. */
  readonly answerWithinMs: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(station: StationFile, { method, path, body, file, answerWithinMs }: Call): Promise<Answer> {
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
    const call = request(url, { ...where, method, headers, timeout: answerWithinMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('timeout', () =>
      call.destroy(new Error(`the station did not answer within ${answerWithinMs / 1_000} s`)),
    );
    call.on('error', reject);
    if (file === undefined) call.end(text);
    else sendFile(call, file, reject);
  });
}

function sendFile(call: ClientRequest, file: Readable, reject: (error: Error) => void): void {
  pipeline(file, call, (error) => {
    if (error) reject(error);
  });
}

function jsonOf({ status, text }: Answer): unknown {
  const answer: unknown = JSON.parse(text || 'null');
  if (status < 400) return answer;
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) throw new Error(`the station answered ${status}`);
  const { code, detail, title, errors } = problem.data;
  throw new AppError(code, detail ?? title, errors);
}
