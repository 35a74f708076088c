import type { QueryFilters } from '@tanstack/react-query';
import type { LiveEvent, LiveEventType } from '../../../../shared/contract/events.ts';
import { noteServerTime } from '../clock/clock.ts';
import { queryClient, trpc, trpcClient } from './client.ts';
import { useConnection } from './connection.ts';
import { renew } from './renew.ts';
import { createThrottle } from './throttle.ts';

type EventOf<T extends LiveEventType> = Extract<LiveEvent, { type: T }>;
type RefetchMap = { readonly [T in LiveEventType]: (event: EventOf<T>) => readonly QueryFilters[] };

/** Which queries each event makes old. The events carry ids only; the window fetches through the normal way. */
const REFETCH: RefetchMap = {
  'judgment.executed': () => [trpc.judgment.overview.queryFilter(), trpc.judgment.list.queryFilter()],
  'judgment.feedback': ({ id }) => [
    trpc.judgment.get.queryFilter({ id }),
    trpc.judgment.list.queryFilter(),
    trpc.judgment.overview.queryFilter(),
  ],
  'ruleset.activated': () => [
    trpc.rules.pathFilter(),
    trpc.judgment.overview.queryFilter(),
    trpc.judgment.zones.pathFilter(),
  ],
  // What is typed anywhere comes here several times a minute: only what shows drafts is old.
  'ruleset.changed': ({ id, revision }) =>
    revision === undefined
      ? [trpc.rules.pathFilter()]
      : [
          trpc.rules.desk.list.queryFilter(),
          trpc.rules.desk.draft.queryFilter({ id }),
          trpc.rules.desk.path.queryFilter({ id }),
          trpc.rules.desk.asides.queryFilter({ id }),
        ],
  'ruleset.suspended': () => [trpc.rules.pathFilter(), trpc.health.pathFilter()],
  'ruleset.resumed': () => [trpc.rules.pathFilter(), trpc.health.pathFilter()],
  'tag.discovered': () => [
    trpc.dataHub.tags.pathFilter(),
    trpc.dataHub.tagNames.pathFilter(),
    trpc.judgment.overview.queryFilter(),
  ],
  'tags.changed': () => [trpc.dataHub.pathFilter(), trpc.judgment.overview.queryFilter()],
  'health.changed': () => [trpc.health.pathFilter()],
  'backups.changed': () => [trpc.backups.pathFilter(), trpc.health.pathFilter()],
  'demo.changed': () => [trpc.demoPlant.pathFilter(), trpc.judgment.overview.queryFilter()],
  'backtest.changed': () => [trpc.backtests.pathFilter()],
  'annotations.changed': () => [trpc.annotations.pathFilter()],
  'views.changed': () => [trpc.dataHub.views.pathFilter()],
  'sources.changed': () => [
    trpc.sources.pathFilter(),
    trpc.sqlSources.pathFilter(),
    trpc.health.pathFilter(),
  ],
  'import.changed': () => [trpc.imports.pathFilter(), trpc.dataHub.pathFilter()],
  'topicMappings.changed': () => [trpc.topicMappings.pathFilter()],
  refetch: () => [{}],
  heartbeat: () => [],
};

/** Well under the second in which a judgment must be on screen, and calm for the server and the eye. */
const REFETCH_EVERY_MS = 400;
const RESUBSCRIBE_MS = 500;

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Calls `listener` with every live event of this window; returns the way to stop. */
export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const pending = new Map<string, QueryFilters>();
const flush: () => void = createThrottle(REFETCH_EVERY_MS, () => {
  const filters = [...pending.values()];
  pending.clear();
  askFor(renew(queryClient, filters));
});

function askFor(filters: readonly QueryFilters[]): void {
  for (const filter of filters) pending.set(JSON.stringify(filter), filter);
  if (filters.length > 0) flush();
}

function handle(event: LiveEvent): void {
  if (event.type === 'heartbeat') noteServerTime(event.at);
  useConnection.getState().dispatch({ type: 'heard', at: Date.now() });
  const filters = (REFETCH[event.type] as (event: LiveEvent) => readonly QueryFilters[])(event);
  askFor(filters);
  for (const listener of listeners) listener(event);
}

/** Opens the window's one live subscription and keeps it; every new start means something may have been missed. */
export function startLive(): void {
  const again = (): void => void setTimeout(startLive, RESUBSCRIBE_MS);
  trpcClient.live.events.subscribe(undefined, {
    onStarted: () => {
      useConnection.getState().dispatch({ type: 'streaming', at: Date.now() });
      void queryClient.invalidateQueries();
    },
    onData: handle,
    onError: again,
    onComplete: again,
  });
}

/** Follows what the desktop shell says about the server process. */
export function watchServerProcess(): void {
  window.aif?.onServerStatus((status) => useConnection.getState().dispatch({ type: 'process', status }));
}
