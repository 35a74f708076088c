import { z } from 'zod';
import { pageQuerySchema } from '../../shared/contract/common.ts';
import {
  derivationSchema,
  derivedPreviewSchema,
  derivedStateSchema,
  newDerivedTagSchema,
} from '../../shared/contract/derived-tags.ts';
import { tagChangePageSchema, tagChangeSchema } from '../../shared/contract/tags.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { checked } from './init.ts';
import type { RestCall } from './rest.ts';

const idSchema = z.object({ id: z.coerce.number({ error: 'must be the number of it' }).int() });
const derivedTagSchema = z.strictObject({ id: z.number().int(), path: z.string() });
const bodySchema = z.strictObject({ derivation: derivationSchema });
const ID = { id: 'id of the tag' };

/** Tags that are worked out from others, and who changed what of tags. */
export const DERIVED_CALLS: readonly RestCall[] = [
  {
    method: 'POST',
    path: '/derived-tags',
    summary: 'Make a tag that is worked out from others',
    body: newDerivedTagSchema,
    answer: derivedTagSchema,
    run: (caller, { body }) => caller.dataHub.createDerivedTag(checked(newDerivedTagSchema, body)),
  },
  {
    method: 'POST',
    path: '/derived-tags/preview',
    summary: 'What a derivation gives by the values of now, or why it cannot be kept; nothing is saved',
    body: bodySchema,
    answer: derivedPreviewSchema,
    run: (caller, { body }) => caller.dataHub.previewDerivedTag(checked(bodySchema, body)),
  },
  {
    method: 'GET',
    path: '/derived-tags/{id}',
    summary: 'How a tag is worked out, and whether that goes well',
    parameters: ID,
    answer: derivedStateSchema,
    async run(caller, { parameters }) {
      const { id } = checked(idSchema, parameters);
      const state = await caller.dataHub.derivedState({ id });
      if (state === null) throw new AppError('TAG_NOT_FOUND', `no tag with the id ${id} is worked out`);
      return state;
    },
  },
  {
    method: 'POST',
    path: '/derived-tags/{id}',
    summary: 'Work a derived tag out in another way from now on; its past stays',
    parameters: ID,
    body: bodySchema,
    answer: derivedTagSchema,
    run: (caller, { parameters, body }) =>
      caller.dataHub.changeDerivedTag({ ...checked(idSchema, parameters), ...checked(bodySchema, body) }),
  },
  {
    method: 'POST',
    path: '/derived-tags/{id}/end',
    summary: 'Work a tag out no more; it stays with its history',
    parameters: ID,
    answer: z.strictObject({ ended: z.boolean() }),
    run: (caller, { parameters }) => caller.dataHub.endDerivedTag(checked(idSchema, parameters)),
  },
  {
    method: 'GET',
    path: '/tag-changes',
    summary: 'Who changed which tags, newest first',
    query: pageQuerySchema,
    answer: tagChangePageSchema,
    run: (caller, { query }) => caller.dataHub.tagChanges(query as never),
  },
  {
    method: 'POST',
    path: '/tag-changes/{id}/undo',
    summary: 'Take a change of tags back',
    parameters: { id: 'id of the change' },
    answer: z.strictObject({ change: tagChangeSchema.nullable() }),
    run: (caller, { parameters }) => caller.dataHub.undoTagChange(checked(idSchema, parameters)),
  },
];
