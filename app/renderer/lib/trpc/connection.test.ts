import { describe, expect, it } from 'vitest';
import { nextConnection, type ConnectionEvent, type ConnectionState } from './connection.ts';

const start: ConnectionState = {
  phase: 'starting',
  since: 0,
  attempts: 0,
  heardAt: null,
  process: null,
  lastKnownAt: null,
};
const run = (...events: ConnectionEvent[]): ConnectionState => events.reduce(nextConnection, start);

describe('nextConnection', () => {
  it('keeps the moment the server went away through all retries', () => {
    const state = run(
      { type: 'streaming', at: 10 },
      { type: 'lost', at: 50, opened: true },
      { type: 'lost', at: 300, opened: false },
      { type: 'lost', at: 800, opened: false },
    );
    expect(state).toMatchObject({ phase: 'away', since: 50, attempts: 3 });
  });

  it('is live again with the first message, and counts anew', () => {
    const state = run(
      { type: 'streaming', at: 10 },
      { type: 'lost', at: 50, opened: true },
      { type: 'streaming', at: 900 },
    );
    expect(state).toMatchObject({ phase: 'live', since: 900, attempts: 0, heardAt: 900 });
  });

  it('tells a refused token from a server that is not there', () => {
    const opened: ConnectionEvent = { type: 'lost', at: 1, opened: true };
    expect(run(opened, opened, opened).phase).toBe('refused');
    const unreachable: ConnectionEvent = { type: 'lost', at: 1, opened: false };
    expect(run(unreachable, unreachable, unreachable, unreachable).phase).toBe('starting');
    expect(run(opened, opened, opened, unreachable).phase).toBe('away');
  });

  it('never calls it refused in the desktop app, where the shell says what the process does', () => {
    const opened: ConnectionEvent = { type: 'lost', at: 1, opened: true };
    const starting: ConnectionEvent = { type: 'process', status: { state: 'starting', attempt: 1 } };
    expect(run(starting, opened, opened, opened, opened).phase).toBe('starting');
  });
});
