import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';
import { RequestGuard } from '../platform/http/guards.ts';
import { createHttpServer, listenOnTcp } from '../platform/http/listen.ts';
import { RATES } from '../platform/http/request-rates.ts';
import { createHttpApp, type HttpAppOptions } from './http-app.ts';
import { procedure, router } from './init.ts';

const TOKEN = 'ab'.repeat(32);
const INSIDE = '/opt/station/secrets.key: SELECT token FROM judgment';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The server's own listener and socket before procedures that fail as ours must never. */
async function serverWith(rates: Partial<typeof RATES> = {}) {
  const logged: unknown[] = [];
  const failing = router({
    fails: procedure.query(() => {
      throw new TypeError(INSIDE);
    }),
    breaksItsContract: procedure.output(z.object({ id: z.number() })).query(() => ({ id: INSIDE }) as never),
    hidesACause: procedure.query(() => {
      throw new AppError('STORE_UNAVAILABLE', 'the store cannot be written', [], new Error(INSIDE));
    }),
    fine: procedure.query(() => 'fine'),
  });
  const guard = new RequestGuard(TOKEN, { ...RATES, ...rates });
  const { app, upgrade, close } = await createHttpApp({
    appRouter: failing,
    guard,
    actor: { kind: 'user', id: 'x' },
    pagesFolder: null,
    version: '1',
    isReady: () => true,
    log: { error: (what: unknown) => logged.push(what) },
  } as unknown as HttpAppOptions);
  const server = createHttpServer((request, response) => app.routing(request, response));
  server.on('upgrade', upgrade);
  const { port } = await listenOnTcp(server, '127.0.0.1:0');
  guard.allowHosts({ own: [`127.0.0.1:${port}`], named: [] });
  closing.push(close, () => void server.close().closeAllConnections());
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`);
    closing.push(() => socket.terminate());
    await once(socket, 'open');
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token: TOKEN } }));
    return socket;
  };
  return { open, logged };
}

const call = (id: number, path: string) => JSON.stringify({ id, method: 'query', params: { path } });

it('a call that fails tells its code and nothing of the inside; the log has it', async () => {
  const { open, logged } = await serverWith();
  const socket = await open();
  const codes: string[] = [];
  for (const [id, path] of ['fails', 'breaksItsContract', 'hidesACause', 'absent'].entries()) {
    socket.send(call(id, path));
    const text = String((await once(socket, 'message'))[0]);
    expect(text).not.toMatch(/secrets\.key|SELECT|TypeError|\.ts\b|node_modules|"stack"/);
    const { error } = JSON.parse(text) as { error: { data: { app: { code: string } } } };
    codes.push(error.data.app.code);
  }
  expect(codes).toEqual(['INTERNAL', 'INTERNAL', 'STORE_UNAVAILABLE', 'NOT_FOUND']);
  expect(logged).toHaveLength(2);
  expect(String((logged[0] as { err: Error }).err.message)).toContain(INSIDE);
});

it.each(['{"', '[]', 'null', '5', '{"id":1,"method":"query"}', '{"id":{},"method":"query","params":{}}'])(
  'a message that is no call, %s, is refused as that',
  async (message) => {
    const { open, logged } = await serverWith();
    const socket = await open();
    socket.send(message);
    socket.send(call(7, 'fine'));
    const first = String((await once(socket, 'message'))[0]);
    if (message !== '[]') {
      expect(JSON.parse(first)).toMatchObject({ error: { data: { app: { code: 'VALIDATION_FAILED' } } } });
      expect(first).not.toMatch(/\.m?js|\.ts\b|"stack"/);
    }
    expect(logged).toEqual([]);
  },
);

it('a handshake too many is told when to try again', async () => {
  const { open } = await serverWith({ strangers: { perSecond: 0.1, burst: 2 } } as never);
  await open();
  await open();
  const refused = await open().catch((error: Error) => error.message);
  expect(refused).toContain('429');
});

it('from a socket that sends too fast is read slower, and nothing is lost', async () => {
  const { open } = await serverWith({ entitled: { perSecond: 20, burst: 5 } } as never);
  const socket = await open();
  const answered: number[] = [];
  socket.on('message', (data: Buffer) => answered.push((JSON.parse(data.toString()) as { id: number }).id));
  const startedAt = performance.now();
  // Each in a packet of its own, as calls come that wait for something.
  for (let id = 0; id < 40; id += 1) {
    socket.send(call(id, 'fine'));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await expect.poll(() => answered.length, { timeout: 30_000 }).toBe(40);
  expect(answered).toEqual(Array.from({ length: 40 }, (_, id) => id));
  expect(performance.now() - startedAt).toBeGreaterThan(900);
});
