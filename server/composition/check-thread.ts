import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/contract/errors.ts';
import type { CheckReport, Witness } from '../../shared/contract/ruleset-check.ts';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import { canonicalJson } from '../../shared/util/canonical-json.ts';
import type { ScriptChecker, ScriptRun } from '../contexts/rules/index.ts';
import { workerUrl } from '../platform/entry-url.ts';

/** Milliseconds of processor time for searching inputs. */
export const CHECK_BUDGET_MS = 1_000;
/** A thread that has not answered by then is ended; the analysis itself is bounded, so that it never should be. */
const DEADLINE_MS = 60_000;
/** Reports kept, by content. */
const REPORTS = 100;
/** The thread rests after this long without work. */
const IDLE_MS = 60_000;

/** What the thread is asked: to check, or with `inputs` to run once. */
export interface CheckOrder {
  readonly manifest: RulesetManifest;
  readonly source: string;
  readonly inputs?: Witness;
}

export type CheckReply =
  { readonly report: CheckReport } | { readonly run: ScriptRun } | { readonly failure: string };

/** The checker in a thread of its own, one ruleset after the other; it is started when it is first needed. */
export function createScriptChecker(wasm: string): ScriptChecker {
  const reports = new Map<string, Promise<CheckReport>>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const stop = async () => {
    clearTimeout(idle);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };

  const ask = async (order: CheckOrder): Promise<CheckReply> => {
    clearTimeout(idle);
    if (isClosed) throw ending();
    worker ??= started(wasm);
    try {
      return await answerOf(worker, order);
    } catch (error) {
      await stop();
      throw isClosed ? ending() : error;
    } finally {
      idle = setTimeout(() => void stop(), IDLE_MS).unref();
    }
  };

  const inTurn = (order: CheckOrder): Promise<CheckReply> => {
    const turn = last.then(() => ask(order));
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    check(manifest, source) {
      const { acceptedFindings: _, ...judged } = manifest;
      const key = createHash('sha256')
        .update(`${canonicalJson(judged)}\n${source}`)
        .digest('hex');
      const known = reports.get(key);
      if (known !== undefined) return known;
      const report = inTurn({ manifest, source }).then((reply) => {
        if ('report' in reply) return reply.report;
        throw new AppError('INTERNAL', 'failure' in reply ? reply.failure : 'no report');
      });
      reports.set(key, report);
      // What failed, or was cut short on a busy machine, is tried again next time.
      report.then(
        ({ complete }) => complete || reports.delete(key),
        () => reports.delete(key),
      );
      for (const oldest of reports.keys()) if (reports.size > REPORTS) reports.delete(oldest);
      return report;
    },
    async run(manifest, source, inputs) {
      const reply = await inTurn({ manifest, source, inputs });
      if ('run' in reply) return reply.run;
      throw new AppError('INTERNAL', 'failure' in reply ? reply.failure : 'no answer');
    },
    close() {
      isClosed = true;
      return stop();
    },
  };
}

/** No fault of ours: a station that ends, or starts anew, waits for no check. */
const ending = () => new AppError('OVERLOADED', 'the station is ending: ask again once it is back');

function started(wasm: string): Worker {
  const worker = new Worker(workerUrl('../composition/check-worker'), { workerData: { wasm } });
  // Whoever waits hears of a failure by its own listener; between two orders nobody does.
  return worker.on('error', () => undefined);
}

function answerOf(worker: Worker, order: CheckOrder): Promise<CheckReply> {
  const { promise, resolve, reject } = Promise.withResolvers<CheckReply>();
  const late = () => reject(new AppError('INTERNAL', 'the checker did not answer in time'));
  const ended = () => reject(new AppError('INTERNAL', 'the checker has ended'));
  const timer = setTimeout(late, DEADLINE_MS);
  worker.once('message', resolve).once('error', reject).once('exit', ended);
  worker.postMessage(order);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', reject).off('exit', ended);
  });
}
