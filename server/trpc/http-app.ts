import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import fastifyStatic from '@fastify/static';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { WebSocketServer } from 'ws';
import type { Actor } from '../../shared/contract/common.ts';
import { AppError, RetryLaterError } from '../../shared/contract/errors.ts';
import type { Reason } from '../../shared/contract/reasons.ts';
import { discardRest } from '../platform/http/discard-rest.ts';
import type { RequestGuard } from '../platform/http/guards.ts';
import { isNestedTooDeep, TOO_DEEP } from '../platform/http/json-depth.ts';
import { LimitedSocket } from '../platform/http/limited-socket.ts';
import { PROBLEM_TYPE, problemOf } from '../platform/http/problem.ts';
import { TooManyRequestsError } from '../platform/http/request-rates.ts';
import { SocketAdmission } from '../platform/http/socket-admission.ts';
import { REPORT, type Logger } from '../platform/log.ts';
import type { HistoryImportService } from '../contexts/history-import/index.ts';
import { describeError } from './init.ts';
import { registerImportStreams } from './import-streams.ts';
import { registerIngest, type Ingesting } from './ingest-route.ts';
import { openApiDocument } from './openapi.ts';
import { registerExport } from './rest-export.ts';
import { refuseOtherMethods, registerRest } from './rest.ts';
import type { AppRouter } from './router.ts';

export const BODY_LIMIT = 1_048_576;
const SOCKET_MESSAGE_LIMIT = 4 * 1_048_576;

export interface HttpAppOptions {
  readonly appRouter: AppRouter;
  readonly guard: RequestGuard;
  readonly actor: Actor;
  /** Why nothing may be changed, where that is so. */
  readonly readOnly?: Reason | undefined;
  readonly ingest: Ingesting;
  readonly imports: HistoryImportService;
  readonly version: string;
  /** Built windows to serve to a browser; only where the TCP listener is on. */
  readonly pagesFolder: string | null;
  readonly isReady: () => boolean;
  readonly metrics: () => Promise<{ contentType: string; body: string }>;
  readonly log: Logger;
}

export interface HttpApp {
  readonly app: FastifyInstance;
  /** Takes a WebSocket upgrade of any listener; anything but `/trpc` is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** REST, health, metrics, the windows' socket and their pages: everything the server answers. */
export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  const { guard, appRouter, log } = options;
  const answerError = errorAnswer(log);
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    frameworkErrors: answerError,
  });
  // A page of another site could send text/plain without asking first.
  app.removeContentTypeParser('text/plain');
  readJsonBodies(app);
  setErrors(app, answerError);
  app.addHook('onRequest', async (request, reply) => {
    guard.checkRate(request.raw);
    guard.checkOrigin(request.raw);
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  app.addHook('onSend', async (request) => discardRest(request.raw));
  app.get('/healthz', async () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const ready = options.isReady();
    return reply.status(ready ? 200 : 503).send({ ready });
  });
  for (const url of ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json'])
    refuseOtherMethods(app, url, ['GET']);
  await app.register(
    async (api) => {
      // Made when it is first asked for: it takes a tenth of a second that every start would wait.
      let document: ReturnType<typeof openApiDocument> | undefined;
      api.get('/openapi.json', async () => (document ??= openApiDocument(options.version)));
      await api.register(async (closed) => {
        closed.addHook('onRequest', async (request) => guard.checkBearer(request.raw));
        const callerFor = () => appRouter.createCaller({ actor: options.actor, readOnly: options.readOnly });
        registerRest(closed, callerFor);
        registerExport(closed, callerFor);
        await registerIngest(closed, options.ingest);
        await registerImportStreams(closed, options.imports, options.actor);
      });
    },
    { prefix: '/api/v1' },
  );
  // Like the two above outside the base that asks for the token: counts only, and Prometheus scrapes it as it is.
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await options.metrics();
    return reply.type(contentType).send(body);
  });
  await registerPages(app, options.pagesFolder);
  const sockets = createSockets(options);
  await app.ready();
  return {
    app,
    upgrade: sockets.upgrade,
    async close() {
      sockets.close();
      await app.close();
    },
  };
}

/** As Fastify reads them, but bytes that are no UTF-8 are refused where it would put other characters in their place. */
function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer);
    } catch {
      throw new AppError('VALIDATION_FAILED', 'the body cannot be read: it is not UTF-8');
    }
    if (isNestedTooDeep(text))
      throw new AppError('VALIDATION_FAILED', `the body cannot be read: ${TOO_DEEP}`);
    return parse(request, text, done);
  });
}

type ErrorAnswer = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => unknown;

/** Every failure as a problem; the log keeps what the answer must not tell. */
function errorAnswer(log: Logger): ErrorAnswer {
  return (error, request, reply) => {
    const described = describeError(fromFastify(error, request));
    if (described.code === 'INTERNAL')
      log.error({ err: error, url: request.url, action: REPORT }, 'request failed');
    const problem = problemOf(described, request.url.split('?')[0] ?? '/');
    if (error instanceof RetryLaterError) reply.header('retry-after', String(error.retryAfterSeconds));
    // Whoever goes on without waiting has to begin with a new connection: thousands of requests in one packet would stop us.
    if (error instanceof TooManyRequestsError) reply.header('connection', 'close');
    if (described.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
    return reply.status(problem.status).type(PROBLEM_TYPE).send(problem);
  };
}

function setErrors(app: FastifyInstance, answerError: ErrorAnswer): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?')[0]}; see /api/v1/openapi.json`;
    const problem = problemOf({ code: 'NOT_FOUND', message }, request.url.split('?')[0] ?? '/');
    return reply.status(404).type(PROBLEM_TYPE).send(problem);
  });
}

function fromFastify(error: FastifyError, request: FastifyRequest): Error {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new AppError(
      'PAYLOAD_TOO_LARGE',
      `the body is larger than ${request.routeOptions.bodyLimit ?? BODY_LIMIT} bytes`,
    );
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new AppError(
      'UNSUPPORTED_MEDIA_TYPE',
      'send the body as application/json, values to /ingest as application/x-ndjson, a file to import as text/csv',
    );
  }
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new AppError(
      'VALIDATION_FAILED',
      'the body cannot be read: it is not JSON, or has a key such as "__proto__"',
    );
  const isOfClient = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  const what = error.code === 'FST_ERR_BAD_URL' ? 'address' : 'body';
  if (isOfClient) return new AppError('VALIDATION_FAILED', `the ${what} cannot be read: ${error.message}`);
  return error;
}

async function registerPages(app: FastifyInstance, folder: string | null): Promise<void> {
  if (folder === null || !existsSync(folder)) return;
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    setHeaders: (response) => void response.header('content-security-policy', PAGE_POLICY),
  });
  // The window's own routes all answer with its one page.
  app.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    if (path.startsWith('/api/') || /\.\w+$/.test(path)) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}

function createSockets({ appRouter, guard, actor, readOnly, log }: HttpAppOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_MESSAGE_LIMIT,
    WebSocket: LimitedSocket,
  });
  const admission = new SocketAdmission();
  const handler = applyWSSHandler({
    wss: sockets,
    router: appRouter,
    keepAlive: { enabled: true, pingMs: 5_000, pongWaitMs: 5_000 },
    createContext: ({ req, res, info }) => {
      guard.checkFirstMessage(req, info.connectionParams?.token);
      admission.admit(res);
      return { actor, readOnly };
    },
    onError: ({ error, path }) => {
      if (describeError(error).code === 'INTERNAL')
        log.error({ err: error, path, action: REPORT }, 'call failed');
    },
  });
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      // Node takes its own listener off before an upgrade: a client that resets the connection now would end us all.
      socket.on('error', () => socket.destroy());
      const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
      try {
        guard.checkRate(request);
        guard.checkOrigin(request);
        if ((request.url ?? '').split('?')[0] !== '/trpc') throw new AppError('NOT_FOUND', 'no such socket');
      } catch (error) {
        if (error instanceof TooManyRequestsError)
          refuse(`429 Too Many Requests\r\nretry-after: ${error.retryAfterSeconds}`);
        else refuse('403 Forbidden');
        return;
      }
      if (!guard.isTrusted(request) && !admission.hasRoom) {
        refuse('503 Service Unavailable');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.countMessage = () => guard.countMessage(request);
        if (!guard.isTrusted(request)) admission.wait(client);
        sockets.emit('connection', client, request);
      });
    },
    close() {
      handler.broadcastReconnectNotification();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
