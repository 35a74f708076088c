import { parentPort, workerData } from 'node:worker_threads';
import { errorParts, openConnection } from '../../../platform/sqlite/index.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import { packedColumns } from '../domain/history/packed-columns.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import type { FromHistory, HistoryQuestions, ToHistory } from './history-messages.ts';
import { Rehearsal } from './history-rehearsal.ts';
import { planRemoval } from './history-removal.ts';
import { HistoryReader } from './history-reader.ts';
import { Retention } from './history-retention.ts';
import { SealingRounds, type RoundLimits } from './history-rounds.ts';

const LOOK_EVERY_MS = 1_000;
const BETWEEN_SLICES_MS = 5;
const RETRY_MS = 2_000;

if (parentPort === null) throw new Error('the history runs as a worker thread');
const port = parentPort;
const database = openConnection((workerData as { file: string }).file, { readonly: true });
const files = new HistoryFiles(database);
const heads = new HistoryHeads(database);
const reader = new HistoryReader(database, files, heads);
const rehearsal = new Rehearsal(database, reader);
let rounds: SealingRounds | null = null;
let retention: Retention | null = null;
let isRemoval = false;
/** Statements are with the store: nothing else may be worked out until they are committed. */
let isWriting = false;
let isHeld = false;
let timer: NodeJS.Timeout | undefined;

const tell = (message: FromHistory) => port.postMessage(message);

function answer<Name extends keyof HistoryQuestions>(
  name: Name,
  values: readonly unknown[],
): HistoryQuestions[Name]['answer'] {
  const questions: {
    [Each in keyof HistoryQuestions]: (
      ...asked: HistoryQuestions[Each]['ask']
    ) => HistoryQuestions[Each]['answer'];
  } = {
    existing: (keys) => reader.existing(keys),
    between: (tagId, from, to) => reader.between(tagId, from, to),
    sampleAt: (tagId, at) => reader.sampleAt(tagId, at),
    window: (tagId, window) => reader.window(tagId, window),
    columns: (tagId, window) => {
      const { items, ...rest } = reader.window(tagId, window);
      return { ...rest, gaps: [...rest.gaps], unreadable: [...rest.unreadable], ...packedColumns(items) };
    },
    figures: (tagId, window) => reader.figures(tagId, window),
    footprint: (tagId, { from, to }) => reader.footprint(tagId, from, to),
    retention: () => retention?.state(Date.now()) ?? null,
    exported: (question) => reader.exported(question),
    removal,
  };
  return questions[name](...(values as HistoryQuestions[Name]['ask']));
}

/** Samples on their way into chunks are waited for; afterwards no round and no retention until `release`. */
function removal(
  ...[places, inTime]: HistoryQuestions['removal']['ask']
): HistoryQuestions['removal']['answer'] {
  if (rounds === null || isWriting || rounds.isWriting) return null;
  const own = rounds;
  const nextId = () => own.takeId();
  const plan = planRemoval({ database, files, heads, reader, nextId }, places, inTime);
  isHeld = plan !== null;
  clearTimeout(timer);
  if (plan === null) {
    rounds.hurry();
    seal();
  }
  return plan;
}

/** One slice of a round, should one be due; the next when this one is committed. */
function seal(limits: Partial<RoundLimits> = {}): void {
  const statements = database.transaction(() => {
    heads.catchUp(Date.now());
    rounds ??= new SealingRounds(database, heads, files, { limits });
    isRemoval = !rounds.isDue(Date.now());
    return isRemoval ? (retention?.next(Date.now()) ?? null) : rounds.next();
  })();
  for (const problem of heads.problems.splice(0)) tell({ kind: 'problem', ...problem });
  if (statements === null) {
    rehearse();
    timer = setTimeout(() => seal(), LOOK_EVERY_MS);
  } else {
    isWriting = true;
    tell({ kind: 'write', statements });
  }
}

/** Never in the way: what it stumbles over is told when somebody asks for it. */
function rehearse(): void {
  try {
    rehearsal.next();
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
  }
}

function written(changes: number | null): void {
  isWriting = false;
  // What was to go is worked out anew: the next round may have changed the same pages.
  if (isRemoval && changes === null) retention?.failed();
  if (!isRemoval && changes !== null) rounds?.written(changes);
  timer = setTimeout(() => seal(), changes === null ? RETRY_MS : BETWEEN_SLICES_MS);
}

port.on('message', (message: ToHistory) => {
  if (message === 'close') {
    clearTimeout(timer);
    database.close();
    port.close();
  } else if (message === 'release') {
    if (!isHeld) return;
    isHeld = false;
    timer = setTimeout(() => seal(), BETWEEN_SLICES_MS);
  } else if (message.kind === 'seal') {
    if (message.retention !== null) retention = new Retention(database, message.retention, Date.now());
    seal(message.limits);
  } else if (message.kind === 'written') written(message.changes);
  else {
    const { id, name, values } = message;
    try {
      tell({ kind: 'answer', id, value: answer(name, values) });
    } catch (error) {
      tell({ kind: 'error', id, ...errorParts(error) });
    }
  }
});
