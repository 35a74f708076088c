import { reason } from '../../../shared/contract/reasons.ts';
import type { Expressions } from './derived-engine.ts';
import { DerivedEngine } from './derived-engine.ts';
import { DerivedTags, type DerivedTagService } from './derived-tags.ts';
import type { Ingest } from './ingest.ts';
import type { TagEditing } from './tags.ts';

/** Where no rule engine is at hand, derived tags are neither made nor worked out. */
const NO_EXPRESSIONS: Expressions = {
  check: () => Promise.resolve(reason('engineClosed')),
  evaluate: () =>
    Promise.resolve({ ok: false, message: 'the rule engine is not there', reason: reason('engineClosed') }),
};

type Options = Pick<
  ConstructorParameters<typeof DerivedTags>[0],
  'exclusively' | 'limitOfTags' | 'created' | 'changed'
> & {
  readonly common: Omit<ConstructorParameters<typeof DerivedEngine>[0], 'receive' | 'expressions'>;
  readonly expressions: Expressions | undefined;
  readonly ingest: Ingest;
  readonly tags: TagEditing;
};

/** Derived tags at the hub: what works them out, and what people do with them. Rests until `start`. */
export function createDerived({ common, expressions = NO_EXPRESSIONS, ingest, tags, ...options }: Options): {
  readonly engine: DerivedEngine;
  readonly service: DerivedTagService;
  readonly putBack: DerivedTags['putBack'];
} {
  const engine = new DerivedEngine({ ...common, expressions, receive: (message) => ingest.receive(message) });
  const derived = new DerivedTags({
    ...common,
    ...options,
    expressions,
    engine,
    setUnit: (id, unit, actor) => tags.apply([{ id, patch: { unit } }], { actor, kind: 'edit' }),
  });
  return { engine, service: derivedFace(derived), putBack: derived.putBack };
}

/** What is committed may have more worked out, and that may again. */
export async function settled(ingest: Ingest, engine: DerivedEngine): Promise<void> {
  await ingest.settled();
  while (engine.isWorking) {
    await engine.idle();
    await ingest.settled();
  }
}

function derivedFace(derived: DerivedTags): DerivedTagService {
  return {
    createDerivedTag: (tag, actor) => derived.createDerivedTag(tag, actor),
    changeDerivedTag: (id, derivation, actor) => derived.changeDerivedTag(id, derivation, actor),
    endDerivedTag: (id, actor) => derived.endDerivedTag(id, actor),
    previewDerivedTag: (derivation, id) => derived.previewDerivedTag(derivation, id),
    derivedState: (id) => derived.derivedState(id),
  };
}
