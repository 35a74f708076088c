import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RulesetDraft, SaveDraft } from '../../../../../shared/contract/ruleset-desk.ts';
import type { ShownErrorCode } from '../../../lib/trpc/index.ts';
import type { DraftCopies, DraftCopy } from './copies.ts';
import { DraftKeeper, type KeeperPorts } from './keeper.ts';

/** A station's drafts as the desk service keeps them, and a machine's copies. */
class Station {
  draft: RulesetDraft = {
    ...{ id: 'press', revision: 7, baseVersion: 1, history: null, savedAt: null, by: null },
    ...{ isChanged: false, problems: [], texts: { manifest: '{}', source: 'a', tests: '[]' } },
  };
  fault: ShownErrorCode | 'answer lost' | null = null;
  readonly aside: string[] = [];
  copy: DraftCopy | null = null;
  saves = 0;

  write({ revision, setAside = false, ...content }: SaveDraft) {
    this.saves += 1;
    if (this.fault !== null && this.fault !== 'answer lost') throw new Error(this.fault);
    if (revision !== this.draft.revision) throw new Error('CONFLICT');
    if (setAside) this.aside.push(this.draft.texts.source);
    const savedAt = new Date(0).toISOString();
    this.draft = { ...this.draft, ...content, revision: revision + 1, savedAt, by: 'kim', isChanged: true };
    if (this.fault === 'answer lost') throw new Error('SERVER_AWAY');
    return { revision: this.draft.revision, isChanged: true, problems: [], savedAt, by: 'kim' };
  }

  window(): DraftKeeper {
    const copies: DraftCopies = {
      write: (copy) => void (this.copy = { ...copy, at: 0 }),
      remove: () => void (this.copy = null),
      leftBehind: () => this.copy,
      forgetLeftBehind: () => undefined,
      release: () => undefined,
    };
    const ports: KeeperPorts = {
      copies,
      load: async () => this.draft,
      save: async (draft) => this.write(draft),
      discard: async () => ({ key: 1 }),
      codeOf: (error) => (error as Error).message as ShownErrorCode,
    };
    return new DraftKeeper(ports, this.draft);
  }
}

let station: Station;
beforeEach(() => {
  vi.useFakeTimers();
  station = new Station();
});
afterEach(() => vi.useRealTimers());

it('copies every change at once, saves once at a pause within half a second, then needs no copy', async () => {
  const keeper = station.window();
  for (const source of ['ab', 'abc', 'abcd']) keeper.change({ source });
  expect(station.copy?.texts.source).toBe('abcd');
  expect(keeper.draft.state.kind).toBe('waiting');
  await vi.advanceTimersByTimeAsync(500);
  expect(station).toMatchObject({ saves: 1, copy: null, draft: { revision: 8, texts: { source: 'abcd' } } });
  expect(keeper.draft).toMatchObject({ state: { kind: 'saved' }, revision: 8 });
});

it('goes on trying while the server is away, and takes a lost answer for what it is', async () => {
  const keeper = station.window();
  station.fault = 'SERVER_AWAY';
  keeper.change({ source: 'b' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(keeper.draft.state).toMatchObject({ kind: 'failed', code: 'SERVER_AWAY' });
  expect(station.copy?.texts.source).toBe('b');
  station.fault = 'answer lost';
  await vi.advanceTimersByTimeAsync(1_000);
  station.fault = null;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(keeper.draft).toMatchObject({ state: { kind: 'saved' }, revision: 8 });
  expect(station.copy).toBeNull();
});

it('does not send again what the contract refuses until it is changed', async () => {
  const keeper = station.window();
  station.fault = 'VALIDATION_FAILED';
  keeper.change({ source: 'too long' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(station.saves).toBe(1);
  expect(keeper.draft.state.kind).toBe('failed');
});

it('two windows: one that shows only follows, one that types must choose, and what it does not choose is set aside', async () => {
  const [mine, idle] = [station.window(), station.window()];
  const theirs = station.window();
  mine.change({ source: 'mine' });
  theirs.change({ source: 'theirs' });
  await theirs.flush();
  await idle.heard(8);
  expect(idle.draft.texts.source).toBe('theirs');
  await mine.heard(8);
  expect(mine.draft).toMatchObject({
    texts: { source: 'mine' },
    state: { kind: 'conflict', theirs: { texts: { source: 'theirs' } } },
  });
  mine.change({ source: 'mine, more' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(station.draft.texts.source).toBe('theirs');
  await mine.choose('mine');
  expect(station.draft.texts.source).toBe('mine, more');
  expect(station.aside).toEqual(['theirs']);
  expect(mine.draft.state.kind).toBe('saved');
});

it('choosing theirs sets mine aside', async () => {
  const keeper = station.window();
  keeper.change({ source: 'mine' });
  station.write({ ...station.draft, texts: { ...station.draft.texts, source: 'theirs' } });
  await vi.advanceTimersByTimeAsync(500);
  expect(keeper.draft.state.kind).toBe('conflict');
  await keeper.choose('theirs');
  expect(station.aside).toEqual(['theirs', 'mine']);
  expect(keeper.draft).toMatchObject({ texts: { source: 'theirs' }, state: { kind: 'saved' } });
});

it('takes up what a crashed window had typed: saved where nobody else has, else a choice', async () => {
  const texts = { ...station.draft.texts, source: 'typed before the crash' };
  station.copy = { revision: 7, baseVersion: 1, texts, at: 0 };
  const keeper = station.window();
  expect(keeper.draft.texts.source).toBe('typed before the crash');
  await vi.advanceTimersByTimeAsync(500);
  expect(station.draft.texts.source).toBe('typed before the crash');
  station.copy = { revision: 3, baseVersion: 1, texts: { ...texts, source: 'older' }, at: 0 };
  const next = station.window();
  expect(next.draft).toMatchObject({ texts: { source: 'older' }, state: { kind: 'conflict' } });
});

it('the undo history goes with what was typed, and never alone', async () => {
  const keeper = station.window();
  keeper.remember('{"undo":0}');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(station.saves).toBe(0);
  keeper.change({ source: 'b' });
  keeper.remember('{"undo":1}');
  await vi.advanceTimersByTimeAsync(500);
  expect(station).toMatchObject({ saves: 1, draft: { history: '{"undo":1}' } });
});

it('a draft of which others made a version, its text unchanged, asks nobody and goes on from that version', async () => {
  const keeper = station.window();
  keeper.change({ source: 'mine' });
  station.write({ ...station.draft, baseVersion: 2 });
  await vi.advanceTimersByTimeAsync(500);
  expect(keeper.draft.state.kind).toBe('saved');
  expect(station.draft).toMatchObject({ revision: 9, baseVersion: 2, texts: { source: 'mine' } });
});

it('what is replaced is set aside even if that save has to be repeated', async () => {
  const keeper = station.window();
  station.fault = 'SERVER_AWAY';
  await keeper.replace({
    texts: { ...station.draft.texts, source: 'restored' },
    baseVersion: 1,
    history: null,
  });
  expect(keeper.draft.state.kind).toBe('failed');
  station.fault = null;
  await vi.advanceTimersByTimeAsync(1_500);
  expect(station).toMatchObject({ aside: ['a'], draft: { texts: { source: 'restored' } } });
});

it('replaces nothing that is not saved yet', async () => {
  const keeper = station.window();
  station.fault = 'SERVER_AWAY';
  keeper.change({ source: 'typed' });
  const content = { texts: station.draft.texts, baseVersion: 1, history: null };
  await expect(keeper.replace(content)).rejects.toThrow('SERVER_AWAY');
  expect(keeper.draft.texts.source).toBe('typed');
});
