import {
  errorCodeOf,
  onLiveEvent,
  queryClient,
  trpc,
  trpcClient,
  useConnection,
} from '../../../lib/trpc/index.ts';
import { openCopies } from './copies.ts';
import { DraftKeeper } from './keeper.ts';

interface Kept {
  readonly keeper: Promise<DraftKeeper>;
  users: number;
}

/** Drafts of this window: one that is not saved yet goes on being saved when its page is left. */
const kept = new Map<string, Kept>();
const LEAVE_MS = 2_000;

/** Without a connection a call would wait for the next one, and nobody would know. */
class Away extends Error {}

async function open(id: string): Promise<DraftKeeper> {
  const load = () => trpcClient.rules.desk.draft.query({ id });
  const loaded = await load();
  const copies = await openCopies(id);
  return new DraftKeeper(
    {
      load,
      async save(draft) {
        if (useConnection.getState().phase !== 'live') throw new Away('the server is away');
        return trpcClient.rules.desk.saveDraft.mutate(draft);
      },
      async discard(revision) {
        const answer = await trpcClient.rules.desk.discard.mutate({ id, revision });
        void queryClient.invalidateQueries(trpc.rules.desk.asides.queryFilter({ id }));
        return answer;
      },
      codeOf: (error) => (error instanceof Away ? 'SERVER_AWAY' : errorCodeOf(error)),
      copies,
    },
    loaded,
  );
}

/** The keeper of a ruleset's draft; to be given back by `leaveKeeper`. Rejects where there is no such ruleset. */
export function takeKeeper(id: string): Promise<DraftKeeper> {
  const known = kept.get(id) ?? { keeper: open(id), users: 0 };
  known.users += 1;
  kept.set(id, known);
  // Asked again, it is tried again.
  known.keeper.catch(() => kept.get(id) === known && kept.delete(id));
  return known.keeper;
}

/** Saves what is left and forgets the draft as soon as it is saved, unless somebody has come back to it. */
export function leaveKeeper(id: string): void {
  const known = kept.get(id);
  if (known === undefined) return;
  known.users -= 1;
  known.keeper.then(
    (keeper) => void finish(id, known, keeper),
    () => undefined,
  );
}

async function finish(id: string, known: Kept, keeper: DraftKeeper): Promise<void> {
  await keeper.flush();
  if (known.users > 0 || kept.get(id) !== known) return;
  // Else its copy is left behind on this machine, and taken up when the ruleset is opened again.
  if (!keeper.isSaved && keeper.goesOn) {
    setTimeout(() => void finish(id, known, keeper), LEAVE_MS);
    return;
  }
  kept.delete(id);
  keeper.dispose();
}

async function each(work: (keeper: DraftKeeper, id: string) => Promise<void> | undefined): Promise<void> {
  for (const [id, { keeper }] of kept) await keeper.then((one) => work(one, id)).catch(() => undefined);
}

/** After a time without a connection: what was not saved is, and what others saved meanwhile is here. */
async function again(keeper: DraftKeeper): Promise<void> {
  await keeper.flush();
  await keeper.heard();
}

/** Once a window: follows what other windows save, and saves before the page goes away. */
export function startKeepers(): void {
  onLiveEvent((event) => {
    if (event.type === 'refetch') void each((keeper) => keeper.heard());
    if (event.type !== 'ruleset.changed') return;
    void each((keeper, id) => (id === event.id ? keeper.heard(event.revision) : undefined));
  });
  useConnection.subscribe(({ phase }, before) => {
    // What happened in between was not heard.
    if (phase === 'live' && before.phase !== 'live') void each(again);
  });
  const flush = () => void each((keeper) => keeper.flush());
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush();
  });
}
