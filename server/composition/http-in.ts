import { createHttpIn, type HttpIn } from '../contexts/sources/index.ts';
import { request } from '../platform/node-http.ts';
import type { Core } from './core.ts';

/** An empty batch through the station's own socket. */
function knock(socketPath: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath,
        path: '/api/v1/ingest',
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        signal,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

/** The source behind `POST /api/v1/ingest`. `httpAddress` gives the TCP address, where there is one. */
export async function openHttpIn(
  core: Core,
  socket: string,
  httpAddress: () => string | null,
): Promise<HttpIn> {
  const http = createHttpIn({
    hub: core.hub,
    now: () => Date.now(),
    address: () => `${httpAddress() ?? `unix:${socket}`}/api/v1/ingest`,
    knock: (signal) => knock(socket, signal),
  });
  await core.sources.register(http);
  return http;
}
