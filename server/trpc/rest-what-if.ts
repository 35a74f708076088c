import { z } from 'zod';
import {
  whatIfAnswerSchema,
  whatIfJudgeSchema,
  whatIfOpenSchema,
  whatIfSessionSchema,
} from '../../shared/contract/whatif.ts';
import { checked } from './init.ts';
import type { RestCall } from './rest.ts';

const ID = { id: 'id of the rows held' };

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

export const WHAT_IF_CALLS: readonly RestCall[] = [
  {
    method: 'POST',
    path: '/what-if',
    summary: 'Hold the rows of the last days that rules would judge, in memory; answers at once',
    body: whatIfOpenSchema,
    answer: whatIfSessionSchema,
    run: (caller, { body }) => caller.whatIf.open(body as Unchecked),
  },
  {
    method: 'GET',
    path: '/what-if/{id}',
    summary: 'How far the rows are read',
    parameters: ID,
    answer: whatIfSessionSchema,
    run: (caller, { parameters }) => caller.whatIf.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/what-if/{id}/judge',
    summary:
      'Judge the rows by rules and by others, and count what changes; null where a newer question of the same window came meanwhile',
    parameters: ID,
    body: whatIfJudgeSchema.omit({ id: true }),
    answer: whatIfAnswerSchema,
    run: (caller, { parameters, body }) =>
      caller.whatIf.judge(checked(whatIfJudgeSchema, { ...(body as object), id: parameters.id })),
  },
  {
    method: 'POST',
    path: '/what-if/{id}/close',
    summary: 'Let go of the rows, also while they are read',
    parameters: ID,
    answer: z.strictObject({ closed: z.boolean() }),
    run: (caller, { parameters }) => caller.whatIf.close({ id: parameters.id ?? '' }),
  },
];
