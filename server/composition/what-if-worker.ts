import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  WhatIfRows,
  type FromWhatIf,
  type ToWhatIf,
  type WhatIfEngine,
  type WhatIfJudgeOrder,
  type WhatIfOrder,
} from '../contexts/backtest/index.ts';
import { openHistoryPasses } from '../contexts/data-hub/index.ts';
import { machineSteps } from './machine-steps.ts';
import { createWhatIfEngine } from './what-if-engine.ts';
import { atMostEvery, giveWayToLive, ownEngine } from './work-thread.ts';
import { messageOf } from '../../shared/util/message-of.ts';

const PROGRESS_EVERY_MS = 200;

if (process.send === undefined) throw new Error('what-if questions come from a station');
type Ask = Extract<ToWhatIf, { kind: 'ask' }>;

giveWayToLive();

const tell = (message: FromWhatIf) => process.send?.(message);
/** The newest question of each window and kind, in the order of their coming. */
const waiting = new Map<string, Ask>();
const keyOf = ({ window, question: { kind } }: Ask): string => `${window} ${kind}`;
/** The window whose rows are being judged; it may leave meanwhile. */
let judgedFor: { readonly window: string; hasLeft: boolean } | null = null;
let isAtWork = false;
let held: { readonly rows: WhatIfRows; readonly order: WhatIfOrder; readonly engine: WhatIfEngine } | null =
  null;
const isTimeToTell = atMostEvery(PROGRESS_EVERY_MS);

async function load({ order, setup }: Extract<ToWhatIf, { kind: 'load' }>): Promise<void> {
  const { databaseFile, wasm, budgetBytes } = setup;
  const engine = createWhatIfEngine(await ownEngine(wasm));
  const history = openHistoryPasses(databaseFile);
  const inputs = order.sides[0]?.manifest.inputs ?? [];
  const rows = new WhatIfRows(inputs, order.machines.length, order, budgetBytes);
  let read = 0;
  try {
    for (const machine of order.machines) {
      const keep = rows.keeping(machine.machine, machine.truths);
      for (const step of machineSteps(history, order, machine, [keep.judge])) {
        await nextTurn();
        if (step.kind === 'rows') read += step.rows;
        else keep.partEnded(step.part.state.at);
        const at = step.kind === 'rows' ? step.at : step.part.state.at;
        if (isTimeToTell()) tell({ kind: 'loading', machine: machine.machine, at, rows: read });
      }
    }
  } finally {
    history.close();
  }
  held = { rows, order, engine };
  tell({ kind: 'loaded', facts: rows.facts() });
}

/** What takes a moment only. */
function answerShort({ ask, question }: Ask): void {
  if (held === null || question.kind === 'judge') return;
  const began = performance.now();
  if (question.kind === 'points') tell({ kind: 'reply', ask, reply: held.rows.points(held.order.equipment) });
  else {
    const map = held.engine.map(question);
    tell({ kind: 'reply', ask, reply: { ...map, tookMs: performance.now() - began } });
  }
}

function next(isWanted: (ask: Ask) => boolean): Ask | undefined {
  const found = [...waiting].find(([, ask]) => isWanted(ask));
  if (found !== undefined) waiting.delete(found[0]);
  return found?.[1];
}

async function judge(asked: Ask, question: WhatIfJudgeOrder): Promise<void> {
  if (held === null) return;
  const own = { window: asked.window, hasLeft: false };
  judgedFor = own;
  const reply = await held.rows.judge(question, held.engine, {
    isStale: () => own.hasLeft || waiting.has(keyOf(asked)),
    // What takes a moment does not wait for all rows.
    async turn() {
      await nextTurn();
      for (let short; (short = next(({ question: { kind } }) => kind !== 'judge'));)
        guarded(short, answerShort);
    },
    progress: (share) => isTimeToTell() && tell({ kind: 'judging', share }),
    now: () => performance.now(),
  });
  tell({ kind: 'judging', share: null });
  tell({ kind: 'reply', ask: asked.ask, reply });
}

function guarded(ask: Ask, answer: (ask: Ask) => void): void {
  try {
    answer(ask);
  } catch (error) {
    tell({ kind: 'broke', ask: ask.ask, message: messageOf(error) });
  }
}

async function work(): Promise<void> {
  if (isAtWork || held === null) return;
  isAtWork = true;
  for (let ask; (ask = next(() => true));) {
    const { question } = ask;
    if (question.kind !== 'judge') guarded(ask, answerShort);
    else
      await judge(ask, question).catch((error: unknown) =>
        tell({ kind: 'broke', ask: ask.ask, message: messageOf(error) }),
      );
  }
  isAtWork = false;
}

/** A question that waits is answered by nothing. */
function overtake(key: string): void {
  const older = waiting.get(key);
  if (older !== undefined) tell({ kind: 'reply', ask: older.ask, reply: null });
  waiting.delete(key);
}

function leave(window: string): void {
  for (const [key, ask] of waiting) if (ask.window === window) overtake(key);
  if (judgedFor?.window === window) judgedFor.hasLeft = true;
}

// A station that has ended without a word waits for nothing.
process.on('disconnect', () => process.exit());
process.on('message', (message: ToWhatIf) => {
  if (message.kind === 'load') {
    load(message).then(work, (error: unknown) =>
      tell({ kind: 'broke', ask: null, message: messageOf(error) }),
    );
  } else if (message.kind === 'leave') leave(message.window);
  else {
    overtake(keyOf(message));
    waiting.set(keyOf(message), message);
    void work();
  }
});
