import { create } from 'zustand';
import type { ServerStatus } from '../../../../shared/bridge/desktop-bridge.ts';

/**
 * `starting`: never connected yet · `live`: the event stream runs · `away`: it ran and is gone, retrying ·
 * `refused`: the server is there but does not accept this window's token.
 */
export type ConnectionPhase = 'starting' | 'live' | 'away' | 'refused';

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** This machine's time when the phase began, epoch milliseconds. */
  readonly since: number;
  /** Connections tried and lost since the last time the stream ran. */
  readonly attempts: number;
  /** This machine's time of the last message of the stream. */
  readonly heardAt: number | null;
  /** What the desktop shell says about the server process it watches. */
  readonly process: ServerStatus | null;
  /** Of when what a window shows before its first connection is, epoch milliseconds; null: it shows nothing. */
  readonly lastKnownAt: number | null;
}

export type ConnectionEvent =
  | { type: 'streaming'; at: number }
  | { type: 'heard'; at: number }
  | { type: 'lost'; at: number; opened: boolean }
  | { type: 'process'; status: ServerStatus };

/** Lost this often right after opening, without a word from the stream, means the token is not accepted. */
const REFUSED_AFTER = 3;

export function nextConnection(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.type) {
    case 'streaming':
      return {
        ...state,
        phase: 'live',
        since: state.phase === 'live' ? state.since : event.at,
        attempts: 0,
        heardAt: event.at,
      };
    case 'heard':
      return { ...state, heardAt: event.at };
    case 'process':
      return { ...state, process: event.status };
    case 'lost':
      return lost(state, event);
  }
}

function lost(state: ConnectionState, event: { at: number; opened: boolean }): ConnectionState {
  const attempts = state.attempts + 1;
  if (state.phase === 'live') return { ...state, phase: 'away', since: event.at, attempts };
  const refused = event.opened && state.process === null && attempts >= REFUSED_AFTER;
  if (refused)
    return {
      ...state,
      phase: 'refused',
      since: state.phase === 'refused' ? state.since : event.at,
      attempts,
    };
  return { ...state, phase: state.phase === 'refused' ? 'away' : state.phase, attempts };
}

interface ConnectionStore extends ConnectionState {
  dispatch(event: ConnectionEvent): void;
}

export const useConnection = create<ConnectionStore>((set) => ({
  phase: 'starting',
  since: Date.now(),
  attempts: 0,
  heardAt: null,
  process: null,
  lastKnownAt: null,
  dispatch: (event) => set((state) => nextConnection(state, event)),
}));

/** Whether a request would reach the server now. */
export function useIsLive(): boolean {
  return useConnection((state) => state.phase === 'live');
}
