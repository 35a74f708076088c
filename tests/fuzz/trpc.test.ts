import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createAppRouter, type Services } from '../../server/trpc/router.ts';
import { eventually } from '../support/eventually.ts';
import { startContractStation, type ContractStation } from '../contract/fixture.ts';
import { FUZZ_SECONDS, FUZZ_SEED } from './fuzz-seconds.ts';
import { arbitraryOf, spoilt, type JsonSchema } from './from-schema.ts';

interface Procedure {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly input: JsonSchema | null;
}

/** Every procedure with what it takes: from the router itself, so that a new one is in it by itself. */
function allProcedures(): Procedure[] {
  // tRPC has no public list of them.
  // oxlint-disable-next-line no-underscore-dangle
  const { procedures } = createAppRouter({} as Services)._def as unknown as {
    procedures: Record<string, { _def: { type: Procedure['type']; inputs: z.ZodType[] } }>;
  };
  return Object.entries(procedures).map(([path, { _def }]) => {
    const [schema] = _def.inputs;
    const input = schema && (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
    return { path, type: _def.type, input: input ?? null };
  });
}

const AT_ONCE = 12;
const ANSWER_WITHIN_MS = 30_000;
const KEPT_VALUES = 30;
/** Answers above 499 that say what the call has brought about itself, or that nobody else is asked to do more. */
const MEANT: ReadonlySet<string> = new Set(['SOURCE_PAUSED', 'OVERLOADED']);

/** These start the station anew. */
const RESTARTS: ReadonlySet<string> = new Set(['backups.restore', 'health.restart']);
/** Not every setting that may be written is one it can start with: none of them while it does. */
const ALONE: ReadonlySet<string> = new Set(['settings.update', ...RESTARTS]);
const SETTINGS = JSON.stringify({ demoPlant: false });

interface Answer {
  readonly id: number | null;
  readonly result?: { readonly data?: unknown };
  readonly error?: { readonly message: string; readonly data: { readonly app: { readonly code: string } } };
}

type Silence = 'no answer' | 'connection closed';

/** Raw calls on the station's socket, as nobody's client would write them; over a new one where that was closed. */
class Caller {
  readonly #path: string;
  #socket: Promise<WebSocket> | undefined;
  readonly #waiting = new Map<number, (answer: Answer | Silence) => void>();
  #next = 1;

  constructor(path: string) {
    this.#path = path;
  }

  async #connected(): Promise<WebSocket> {
    const socket = await eventually(async () => {
      const opened = new WebSocket(`ws+unix:${this.#path}:/trpc`).on('error', () => {});
      await once(opened, 'open');
      return opened;
    });
    socket.on('close', () => {
      this.#socket = undefined;
      for (const answer of this.#waiting.values()) answer('connection closed');
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text === 'PING') return socket.send('PONG');
      const answer = JSON.parse(text) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
    });
    return socket;
  }

  async call({ path, type }: Procedure, input: unknown): Promise<Answer | Silence> {
    const socket = await (this.#socket ??= this.#connected());
    const id = this.#next++;
    const answered = new Promise<Answer | Silence>((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(() => resolve('no answer'), ANSWER_WITHIN_MS).unref();
    });
    socket.send(JSON.stringify({ id, method: type, params: { path, input } }));
    const answer = await answered;
    this.#waiting.delete(id);
    if (type === 'subscription') socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
    return answer;
  }
}

/** Values of answers by the names of their fields, so that later calls ask for what is there. */
class KnownValues extends Map<string, unknown[]> {
  learn(value: unknown, depth = 0): void {
    if (typeof value !== 'object' || value === null || depth > 6) return;
    if (Array.isArray(value)) return value.slice(0, 5).forEach((item) => this.learn(item, depth + 1));
    for (const [name, inner] of Object.entries(value)) {
      const isShort = typeof inner === 'number' || (typeof inner === 'string' && inner.length < 300);
      if (isShort) this.#keep(name, inner);
      this.learn(inner, depth + 1);
    }
    const { id, path } = value as { id?: unknown; path?: unknown };
    for (const name of ['rulesetId', 'judgmentId', 'from', 'to', 'tag'])
      this.#keep(name, name === 'tag' ? path : id);
  }

  #keep(name: string, value: unknown): void {
    if (value === undefined) return;
    const values = this.get(name) ?? [];
    if (values.includes(value)) return;
    values.push(value);
    if (values.length > KEPT_VALUES) values.splice((values.length * 7) % KEPT_VALUES, 1);
    this.set(name, values);
  }
}

let station: ContractStation;
beforeAll(async () => {
  station = await startContractStation();
});
afterAll(() => station.close());

const inputsOf = ({ input }: Procedure, known: KnownValues, seed: number) => {
  if (input === null)
    return fc.sample(fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 })), { numRuns: 3, seed });
  const right = arbitraryOf(input, known);
  const inputs = fc.oneof({ weight: 3, arbitrary: right }, { weight: 2, arbitrary: right.chain(spoilt) });
  // A station that is only looked at would refuse all the others from then on.
  return fc
    .sample(inputs, { numRuns: 6, seed })
    .filter((value) => JSON.stringify(value) !== '{"mode":"safe"}');
};

it('no procedure fails in itself, whatever it is called with', async () => {
  const procedures = allProcedures();
  const known = new KnownValues();
  const caller = new Caller(station.ready.socket);
  const [calls, codes, answered] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
  const faults: string[] = [];
  let restarts = 0;
  let last: Promise<unknown> = Promise.resolve();
  const alone = (procedure: Procedure, input: unknown) => {
    const called = last.then(() => caller.call(procedure, input));
    last = called.then(() => {
      // Whole at once: a restore may just be reading it.
      writeFileSync(join(station.folder, 'settings'), SETTINGS);
      renameSync(join(station.folder, 'settings'), join(station.folder, 'config.json'));
    });
    return called;
  };
  const ask = async (procedure: Procedure, input: unknown) => {
    if (RESTARTS.has(procedure.path)) restarts += 1;
    const answer = await (ALONE.has(procedure.path)
      ? alone(procedure, input)
      : caller.call(procedure, input));
    const code = typeof answer === 'string' ? answer : (answer.error?.data.app.code ?? 'answered');
    calls.set(procedure.path, (calls.get(procedure.path) ?? 0) + 1);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (code === 'connection closed' && restarts > 0) return;
    if (typeof answer === 'string' || code === 'INTERNAL' || (isOperational(code) && !MEANT.has(code)))
      faults.push(`${code}: ${procedure.path} ${JSON.stringify(input)?.slice(0, 1_000)}`);
    else if (code === 'answered') {
      answered.add(procedure.path);
      known.learn(answer.result?.data);
    }
  };
  const endAt = performance.now() + FUZZ_SECONDS * 1_000;
  let turn = 0;
  // Side by side, so that calls come between others that do not expect them.
  const askOn = async () => {
    while (performance.now() < endAt) {
      const procedure = procedures[(turn * 7) % procedures.length] as Procedure;
      turn += 1;
      for (const input of inputsOf(procedure, known, FUZZ_SEED + turn)) await ask(procedure, input);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const byCode = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code}: ${count}`);
  console.log(
    `${total} calls of ${calls.size} procedures, ${answered.size} of them answered; ${byCode.join(', ')}`,
  );
  expect([...new Set(faults)].slice(0, 20)).toEqual([]);
  expect(calls.size).toBe(procedures.length);
  expect(answered.size).toBeGreaterThan(procedures.length / 3);
  expect(station.log()).not.toMatch(/call failed|request failed/);
  expect((await station.call('GET', '/readyz')).status).toBe(200);
});

const isOperational = (code: string) => /UNAVAILABLE|LOCKED|READ_ONLY|NEWER|CONFIG_INVALID/.test(code);
