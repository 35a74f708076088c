import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { AppError, problemSchema } from '../../shared/contract/errors.ts';
import { readStationFile, type StationFile } from './data-folder.ts';

/** A call to a running station over its socket, or over TCP with its token. */
export interface StationClient {
  readonly station: StationFile;
  /** Error: the problem the station answers with, as `AppError`. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
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
    call: (method, path, body) => send(station, { method, path, body, answerWithinMs }),
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
  readonly answerWithinMs: number;
}

function send(station: StationFile, { method, path, body, answerWithinMs }: Call): Promise<unknown> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
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
      response.on('end', () => {
        try {
          resolve(answerOf(response.statusCode ?? 500, Buffer.concat(chunks).toString('utf8')));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    call.on('timeout', () =>
      call.destroy(new Error(`the station did not answer within ${answerWithinMs / 1_000} s`)),
    );
    call.on('error', reject);
    call.end(text);
  });
}

function answerOf(status: number, text: string): unknown {
  const answer: unknown = JSON.parse(text || 'null');
  if (status < 400) return answer;
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) throw new Error(`the station answered ${status}`);
  const { code, detail, title, errors } = problem.data;
  throw new AppError(code, detail ?? title, errors);
}
