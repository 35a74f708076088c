import type {
  RulesetDraft,
  RulesetTexts,
  SaveDraft,
  SavedDraft,
} from '../../../../../shared/contract/ruleset-desk.ts';
import type { ShownErrorCode } from '../../../lib/trpc/index.ts';
import type { DraftCopies } from './copies.ts';

/** What the desk may still lose, and why; `waiting`: the next pause saves it. */
export type SaveState =
  | { readonly kind: 'saved' | 'waiting' | 'saving' }
  | { readonly kind: 'failed'; readonly code: ShownErrorCode; readonly error: unknown }
  /** Another window has saved something else since; nothing is saved until somebody chose. */
  | { readonly kind: 'conflict'; readonly theirs: RulesetDraft };

/** A draft as it is on this screen: what was acknowledged last, with what has been typed since. */
export interface KeptDraft extends RulesetDraft {
  readonly state: SaveState;
}

export interface KeeperPorts {
  load(): Promise<RulesetDraft>;
  save(draft: SaveDraft): Promise<SavedDraft>;
  discard(revision: number): Promise<{ key: number }>;
  codeOf(error: unknown): ShownErrorCode;
  readonly copies: DraftCopies;
}

interface Content {
  readonly baseVersion: number | null;
  readonly texts: RulesetTexts;
  readonly history: string | null;
}

/** A little more than the editor takes to hand over its undo history; together within half a second. */
const PAUSE_MS = 450;
const AGAIN_MS = 1_000;
/** Not the draft's fault: the same will be accepted later. */
const PASSING: ReadonlySet<ShownErrorCode> = new Set([
  'SERVER_AWAY',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'INTERNAL',
]);

const isSame = (a: RulesetTexts, b: RulesetTexts): boolean =>
  a.manifest === b.manifest && a.source === b.source && a.tests === b.tests;

/**
 * Sees to it that nothing that was typed is lost: every change is copied on this machine at once, saved at each pause, and the
 * copy stays until the server has it.
 */
export class DraftKeeper {
  readonly #ports: KeeperPorts;
  #draft: KeptDraft;
  /** As the server has it. */
  #theirs: RulesetDraft;
  #edits = 0;
  #savedEdits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  /** What was heard while saving: a revision, or that something has changed. */
  #heard: { readonly revision: number | undefined } | null = null;
  #isGone = false;
  /** What the next save replaces on the server was not the beginning of it: it is to be kept, also where that save must be repeated. */
  #setAside = false;
  readonly #listeners = new Set<() => void>();

  constructor(ports: KeeperPorts, loaded: RulesetDraft) {
    this.#ports = ports;
    this.#theirs = loaded;
    this.#draft = { ...loaded, state: { kind: 'saved' } };
    const left = ports.copies.leftBehind();
    if (left !== null && !isSame(left.texts, loaded.texts)) this.#takeUp(left);
    else ports.copies.forgetLeftBehind();
  }

  get draft(): KeptDraft {
    return this.#draft;
  }

  get isSaved(): boolean {
    return this.#edits === this.#savedEdits;
  }

  /** Whether it is saved sooner or later if nobody does anything. */
  get goesOn(): boolean {
    const { state } = this.#draft;
    if (state.kind === 'failed') return PASSING.has(state.code) || state.code === 'CONFLICT';
    return state.kind !== 'conflict';
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(texts: Partial<RulesetTexts>): void {
    this.#edit({ texts: { ...this.#draft.texts, ...texts } });
  }

  /**
   * The editor's undo history, saved with what was typed. Alone it is not: an editor that took over another window's text has a new
   * one too, and saving that would go to and fro between them.
   */
  remember(history: string | null): void {
    if (!this.isSaved && history !== this.#draft.history) this.#edit({ history }, { isCopied: false });
  }

  /** Other contents in its place. What was there is set aside; rejects where it could not be, as it is not even saved. */
  async replace(content: Content): Promise<void> {
    await this.flush();
    const { state } = this.#draft;
    if (!this.isSaved) throw state.kind === 'failed' ? state.error : new Error('the draft is not saved');
    this.#setAside = true;
    this.#edit(content);
    await this.#save();
  }

  /** Saves what is not saved yet; resolves when it is, or cannot be now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving !== null) await this.#saving;
    if (!this.isSaved && this.#draft.state.kind !== 'conflict') await this.#save();
  }

  /** Somebody has saved the draft as this revision, maybe this window. */
  async heard(revision?: number): Promise<void> {
    if (revision !== undefined && revision === this.#theirs.revision) return;
    this.#heard = { revision };
    await this.#catchUp();
  }

  async discard(): Promise<{ key: number }> {
    await this.flush();
    const discarded = await this.#ports.discard(this.#theirs.revision);
    await this.#adopt();
    return discarded;
  }

  /** Ends a conflict. The other one is set aside, and can be taken back. */
  async choose(which: 'mine' | 'theirs'): Promise<void> {
    const { state, texts, baseVersion, history } = this.#draft;
    if (state.kind !== 'conflict') return;
    const { theirs } = state;
    this.#theirs = theirs;
    this.#setAside = true;
    this.#edit({ texts, baseVersion, history });
    await this.#save();
    if (which === 'theirs' && this.isSaved)
      await this.replace({ texts: theirs.texts, baseVersion: theirs.baseVersion, history: theirs.history });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
    if (this.isSaved) this.#ports.copies.remove();
    this.#ports.copies.release();
  }

  /** What a window that is gone had typed and not saved. */
  #takeUp({ revision, baseVersion, texts }: { revision: number } & Omit<Content, 'history'>): void {
    if (revision === this.#theirs.revision) this.#edit({ baseVersion, texts });
    else {
      const { state: _, ...theirs } = this.#draft;
      this.#edits += 1;
      this.#show({ ...theirs, baseVersion, texts, history: null, state: { kind: 'conflict', theirs } });
      this.#copy();
    }
    this.#ports.copies.forgetLeftBehind();
  }

  #edit(change: Partial<Content>, { isCopied = true } = {}): void {
    this.#edits += 1;
    const { state } = this.#draft;
    this.#show({
      ...this.#draft,
      ...change,
      state: state.kind === 'conflict' && change.baseVersion === undefined ? state : { kind: 'waiting' },
    });
    if (isCopied) this.#copy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  #copy(): void {
    const { baseVersion, texts } = this.#draft;
    this.#ports.copies.write({ revision: this.#theirs.revision, baseVersion, texts });
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    const saving = this.#send();
    this.#saving = saving.finally(() => (this.#saving = null));
    await this.#saving;
    await this.#catchUp();
  }

  async #send(): Promise<void> {
    const { id, baseVersion, texts, history } = this.#draft;
    const edits = this.#edits;
    const setAside = this.#setAside;
    this.#show({ ...this.#draft, state: { kind: 'saving' } });
    try {
      const sent = { id, revision: this.#theirs.revision, baseVersion, texts, history, setAside };
      const saved = await this.#ports.save(sent);
      this.#acknowledged({ ...this.#theirs, ...saved, baseVersion, texts, history }, edits);
    } catch (error) {
      await this.#refused(error, texts, edits);
    }
  }

  #acknowledged(theirs: RulesetDraft, edits: number): void {
    this.#theirs = theirs;
    this.#savedEdits = edits;
    this.#setAside = false;
    const { revision, savedAt, by, isChanged, problems } = theirs;
    const state: SaveState = { kind: this.isSaved ? 'saved' : 'waiting' };
    this.#show({ ...this.#draft, revision, savedAt, by, isChanged, problems, state });
    if (this.isSaved) this.#ports.copies.remove();
    else this.#copy();
  }

  async #refused(error: unknown, sent: RulesetTexts, edits: number): Promise<void> {
    const code = this.#ports.codeOf(error);
    if (code === 'CONFLICT') {
      const theirs = await this.#loaded();
      // Deleted in another window: there is nothing to save it to, and that is said.
      if (theirs === null && this.#isGone)
        return this.#show({ ...this.#draft, state: { kind: 'failed', code: 'RULESET_NOT_FOUND', error } });
      // It had been saved, only the answer was lost with the server.
      if (theirs !== null && isSame(theirs.texts, sent)) return this.#acknowledged(theirs, edits);
      if (theirs !== null && isSame(theirs.texts, this.#theirs.texts)) return this.#saveAfter(theirs);
      if (theirs !== null) return this.#show({ ...this.#draft, state: { kind: 'conflict', theirs } });
    }
    this.#show({ ...this.#draft, state: { kind: 'failed', code, error } });
    if (PASSING.has(code) || code === 'CONFLICT') this.#timer = setTimeout(() => void this.flush(), AGAIN_MS);
  }

  /** Another window has saved nothing but what was here already, e.g. made a version of it: mine goes on from there. */
  #saveAfter(theirs: RulesetDraft): void {
    const isSameBase = this.#draft.baseVersion === this.#theirs.baseVersion;
    const { baseVersion } = isSameBase ? theirs : this.#draft;
    this.#theirs = theirs;
    this.#show({ ...this.#draft, baseVersion, state: { kind: 'waiting' } });
    this.#timer = setTimeout(() => void this.flush());
  }

  /** Takes over what others have saved, unless something of this window would go under: then saving it asks. */
  async #catchUp(): Promise<void> {
    if (this.#heard === null || this.#saving !== null || this.#draft.state.kind === 'conflict') return;
    const { revision } = this.#heard;
    this.#heard = null;
    if (revision === this.#theirs.revision) return;
    if (!this.isSaved) return this.flush();
    await this.#adopt();
  }

  async #adopt(): Promise<void> {
    const edits = this.#edits;
    const theirs = await this.#loaded();
    if (theirs === null || edits !== this.#edits || theirs.revision === this.#theirs.revision) return;
    this.#theirs = theirs;
    this.#show({ ...theirs, state: { kind: 'saved' } });
  }

  async #loaded(): Promise<RulesetDraft | null> {
    try {
      const loaded = await this.#ports.load();
      this.#isGone = false;
      return loaded;
    } catch (error) {
      this.#isGone = this.#ports.codeOf(error) === 'RULESET_NOT_FOUND';
      return null;
    }
  }

  #show(draft: KeptDraft): void {
    this.#draft = draft;
    for (const listener of this.#listeners) listener();
  }
}
