import { reason, textOfReason, type Reason } from '../../../shared/contract/reasons.ts';
import type { Actor } from '../../../shared/contract/common.ts';
import { QUALITY } from '../../../shared/contract/common.ts';
import type {
  Derivation,
  DerivedPreview,
  DerivedState,
  NewDerivedTag,
} from '../../../shared/contract/derived-tags.ts';
import { AppError, fieldErrorBy, ReasonError } from '../../../shared/contract/errors.ts';
import type { DerivedEngine, Expressions } from './derived-engine.ts';
import { cycleOf, inputsOf, worstQuality, type StoredDerivation } from './domain/derived/derivation.ts';
import type { HubMemory } from './domain/memory.ts';
import type { TagState } from './domain/state.ts';
import { TagDraft } from './domain/tag-draft.ts';
import { derivedAddress } from './domain/tags/registry.ts';
import { levelFault } from './domain/topic.ts';
import type { KeptChange } from './domain/tags/edits.ts';
import type { DataHubStore, NewTagChange } from './ports.ts';
import type { TagsOptions } from './tags.ts';

/** Who changed how a tag is worked out, and what kind of change it was. */
interface DerivationRecord extends Pick<NewTagChange, 'kind' | 'undoes'> {
  readonly actor: Actor;
}

export interface DerivedTagService {
  /** Makes a tag that is worked out from others. Errors `VALIDATION_FAILED`, `TAG_NOT_FOUND`, `CONFLICT`. */
  createDerivedTag(tag: NewDerivedTag, actor: Actor): Promise<{ id: number; path: string }>;
  /** Works a tag out in another way from now on; its past stays. Errors as above. */
  changeDerivedTag(id: number, derivation: Derivation, actor: Actor): Promise<{ id: number; path: string }>;
  /** The tag gets no further values; it stays with its history. */
  endDerivedTag(id: number, actor: Actor): Promise<{ ended: boolean }>;
  /** What a derivation gives by the values of now, or why it cannot be kept. `id`: the tag it is for, if it is there. */
  previewDerivedTag(derivation: Derivation, id?: number): Promise<DerivedPreview>;
  derivedState(id: number): Promise<DerivedState | null>;
}

export interface DerivedTagsOptions {
  readonly memory: HubMemory;
  readonly store: DataHubStore;
  readonly now: () => number;
  readonly limitOfTags: number;
  readonly expressions: Expressions;
  readonly engine: DerivedEngine;
  readonly exclusively: (job: () => Promise<void>) => Promise<void>;
  readonly created: (tag: TagState) => void;
  /** How a tag is worked out has changed. */
  readonly changed: () => void;
  readonly setUnit: (tagId: number, unit: string, actor: Actor) => Promise<unknown>;
}

const told = (why: Reason) => ({ fault: textOfReason(why, 'en'), reason: why });

function refused(why: Reason): AppError {
  const field = fieldErrorBy('derivation', why);
  return new AppError('VALIDATION_FAILED', `derivation: ${field.message}`, [field]);
}

/** What people do with derived tags: make, change, try and end them. */
export class DerivedTags implements DerivedTagService {
  readonly #options: DerivedTagsOptions;

  constructor(options: DerivedTagsOptions) {
    this.#options = options;
  }

  #stored(derivation: Derivation): StoredDerivation {
    const idOf = (path: string, field: string) => {
      const tag = this.#options.memory.tags.find(path);
      if (tag === undefined)
        throw new ReasonError('TAG_NOT_FOUND', reason('tagUnknown', { path }), undefined, [
          fieldErrorBy(field, reason('tagUnknown', { path })),
        ]);
      return tag.id;
    };
    if (derivation.kind !== 'expression') {
      const { tag, ...rest } = derivation;
      return { ...rest, tagId: idOf(tag, 'derivation.tag') };
    }
    const inputs = derivation.inputs.map(({ name, tag }, index) => ({
      name,
      tagId: idOf(tag, `derivation.inputs.${index}.tag`),
    }));
    return { kind: 'expression', expression: derivation.expression, inputs };
  }

  /** Why a derivation cannot be kept; null where it can. */
  async #faultOf(derivation: StoredDerivation, tagId: number): Promise<Reason | null> {
    const { tags } = this.#options.memory;
    const cycle = cycleOf(tagId, derivation, (id) => this.#options.engine.runningWith(id)?.derivation);
    if (cycle !== null) {
      const way = cycle.map((id) => tags.tagWith(id)?.path ?? 'this tag').join(' ← ');
      return reason('tagOfItself', { way });
    }
    if (derivation.kind !== 'expression') return null;
    const names = derivation.inputs.map(({ name }) => name);
    return this.#options.expressions.check(derivation.expression, names);
  }

  async #checked(derivation: Derivation, tagId: number): Promise<StoredDerivation> {
    const stored = this.#stored(derivation);
    const fault = await this.#faultOf(stored, tagId);
    if (fault === null) return stored;
    throw refused(fault);
  }

  async createDerivedTag({ path, unit, derivation }: NewDerivedTag, actor: Actor) {
    const { memory, store, now, exclusively, limitOfTags, engine } = this.#options;
    const stored = await this.#checked(derivation, -1);
    const fault = path
      .split('/')
      .map((level) => levelFault(level, 'path'))
      .find((each) => each !== null);
    if (fault !== undefined && fault !== null) {
      const message = textOfReason(fault, 'en');
      throw new AppError('VALIDATION_FAILED', message, [{ path: 'path', message, reason: fault }]);
    }
    let created: TagState | null = null;
    await exclusively(async () => {
      if (memory.tags.tagAtAddress(path) !== undefined)
        throw new ReasonError('CONFLICT', reason('tagPlaceTaken', { path }), undefined, [
          fieldErrorBy('path', reason('tagPlaceTaken', { path })),
        ]);
      if (memory.tags.size >= limitOfTags)
        throw new AppError('CONFLICT', `the station has ${limitOfTags} tags, its limit`);
      const id = memory.tags.nextId;
      const tag = TagDraft.newState(id, path, now());
      const address = { address: derivedAddress(id), tagId: id };
      const record = this.#recordOf(tag, { from: null, to: stored }, { actor, kind: 'derived' });
      await store.derived.create(tag, address, { tagId: id, derivation: stored, record });
      memory.tags.set(tag);
      memory.tags.bind(address);
      await engine.catchUp(engine.run(id, stored));
      created = tag;
    });
    const tag = created as TagState | null;
    if (tag === null) throw new AppError('INTERNAL', 'the tag was not made');
    this.#options.created(tag);
    this.#options.changed();
    if (unit !== undefined && unit !== null) await this.#options.setUnit(tag.id, unit, actor);
    engine.work();
    return { id: tag.id, path };
  }

  async changeDerivedTag(id: number, derivation: Derivation, actor: Actor) {
    const tag = this.#derivedTag(id);
    const stored = await this.#checked(derivation, id);
    await this.#put(tag, stored, { actor, kind: 'derived' });
    return { id, path: tag.path };
  }

  async endDerivedTag(id: number, actor: Actor) {
    if (this.#options.engine.runningWith(id) === undefined) return { ended: false };
    await this.#put(this.#derivedTag(id), null, { actor, kind: 'derivedEnded' });
    return { ended: true };
  }

  #derivedTag(id: number): TagState {
    const { tags } = this.#options.memory;
    const tag = tags.tagWith(id);
    if (tag !== undefined && tags.isAddress(derivedAddress(id))) return tag;
    throw new AppError('TAG_NOT_FOUND', `no derived tag has the id ${id}`);
  }

  #recordOf(
    { id, path }: TagState,
    derivation: NonNullable<KeptChange['derivation']>,
    { actor, ...rest }: DerivationRecord,
  ): NewTagChange {
    const kept = [{ tagId: id, from: {}, to: {}, derivation }];
    return { at: this.#options.now(), actor: actor.name, moved: 0, first: path, kept, ...rest };
  }

  async #put(tag: TagState, next: StoredDerivation | null, by: DerivationRecord): Promise<void> {
    const { store, exclusively, engine } = this.#options;
    await exclusively(async () => {
      const from = engine.runningWith(tag.id)?.derivation ?? null;
      const record = this.#recordOf(tag, { from, to: next }, by);
      await store.derived.put({ tagId: tag.id, derivation: next, record });
      if (next === null) engine.stop(tag.id);
      else engine.run(tag.id, next);
    });
    engine.begin(tag.id);
    this.#options.changed();
  }

  /** Takes a change back: see `TagsOptions.putDerivation`. */
  putBack: TagsOptions['putDerivation'] = async ({ tagId, expected, next }, record) => {
    const tag = this.#derivedTag(tagId);
    const now = this.#options.engine.runningWith(tagId)?.derivation ?? null;
    if (JSON.stringify(now) !== JSON.stringify(expected))
      throw new ReasonError('CONFLICT', reason('tagChangedSince', { path: tag.path }));
    const fault = next === null ? null : await this.#faultOf(next, tagId);
    if (fault !== null) throw refused(fault);
    await this.#put(tag, next, record);
  };

  async previewDerivedTag(derivation: Derivation, id = -1): Promise<DerivedPreview> {
    const { memory } = this.#options;
    const nothing = { value: null, quality: QUALITY.bad, at: null, inputs: [] };
    let stored: StoredDerivation;
    try {
      stored = this.#stored(derivation);
    } catch (error) {
      if (error instanceof ReasonError) return { ...nothing, ...told(error.reason) };
      throw error;
    }
    const inputs = inputsOf(stored).map(({ name, tagId }) => ({
      name,
      last: memory.tags.tagWith(tagId)?.last ?? null,
    }));
    const shown = inputs.map(({ name, last }) => ({
      name,
      value: last?.value ?? null,
      quality: last?.quality ?? null,
    }));
    const fault = await this.#faultOf(stored, id);
    if (fault !== null) return { ...nothing, inputs: shown, ...told(fault) };
    const samples = inputs.flatMap(({ name, last }) => (last === null ? [] : ([[name, last]] as const)));
    if (samples.length < inputs.length)
      return { ...nothing, inputs: shown, ...told(reason('tagNoValueYet')) };
    const at = Math.max(...samples.map(([, last]) => last.at));
    const quality = worstQuality(samples.map(([, last]) => last.quality));
    const result = await this.#options.engine.resultOf(stored, {
      at,
      quality,
      inputs: new Map(samples),
      before: null,
    });
    return {
      value: result?.value ?? null,
      quality: result?.error == null ? quality : QUALITY.bad,
      at: new Date(at).toISOString(),
      inputs: shown,
      ...(result?.error == null
        ? { fault: null }
        : { fault: result.error.text, reason: result.error.reason }),
    };
  }

  async derivedState(id: number): Promise<DerivedState | null> {
    const running = this.#options.engine.runningWith(id);
    if (running === undefined) return null;
    const pathOf = (tagId: number) => this.#options.memory.tags.tagWith(tagId)?.path ?? '';
    const { derivation: stored, errors, lastError } = running;
    const derivation: Derivation =
      stored.kind === 'expression'
        ? { ...stored, inputs: stored.inputs.map(({ name, tagId }) => ({ name, tag: pathOf(tagId) })) }
        : stored.kind === 'increase'
          ? { kind: 'increase', tag: pathOf(stored.tagId) }
          : { kind: 'rate', tag: pathOf(stored.tagId), perSeconds: stored.perSeconds as 1 | 60 | 3_600 };
    if (lastError === null) return { derivation, errors, lastError };
    return { derivation, errors, lastError: lastError.text, lastReason: lastError.reason };
  }
}
