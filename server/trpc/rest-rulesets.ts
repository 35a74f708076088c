import { z } from 'zod';
import { pageOf, pageQuerySchema } from '../../shared/contract/common.ts';
import {
  activeVersionsSchema,
  rulesetSummarySchema,
  rulesetVersionSchema,
} from '../../shared/contract/rules.ts';
import { activationSchema, rulesetVersionLineSchema } from '../../shared/contract/ruleset-desk.ts';
import { checked } from './init.ts';
import type { RestCall } from './rest.ts';

/** Named in the path as the interface has it. */
const versionParameterSchema = z.object({
  v: z.coerce.number({ error: 'must be the number of a version' }).int().min(1),
});
const ID = { id: 'id of the ruleset' };

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

/** Rulesets, their versions, and which of them judged when. */
export const RULESET_CALLS: readonly RestCall[] = [
  {
    method: 'GET',
    path: '/rulesets',
    summary: 'Rulesets: the active version of each, or the newest',
    query: pageQuerySchema,
    answer: pageOf(rulesetSummarySchema),
    run: (caller, { query }) => caller.rules.list(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/rulesets/{id}/versions',
    summary: 'Versions of a ruleset, newest first: who saved each, its state, what was said of it',
    parameters: ID,
    answer: z.strictObject({ items: z.array(rulesetVersionLineSchema) }),
    run: (caller, { parameters }) => caller.rules.desk.versions({ id: parameters.id ?? '' }),
  },
  {
    method: 'GET',
    path: '/rulesets/{id}/versions/{v}',
    summary: 'One version of a ruleset: manifest, script, tests, hash and state',
    parameters: { ...ID, v: 'number of the version' },
    answer: rulesetVersionSchema,
    run: (caller, { parameters }) =>
      caller.rules.version({
        id: parameters.id ?? '',
        version: checked(versionParameterSchema, parameters).v,
      }),
  },
  {
    method: 'GET',
    path: '/rulesets/{id}/activations',
    summary: 'Which version judged here from when on, who decided so and why; newest first',
    parameters: ID,
    answer: z.strictObject({ items: z.array(activationSchema) }),
    run: (caller, { parameters }) => caller.rules.desk.activations({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/rulesets/refresh',
    summary: 'Judge by what other programs have activated from now on; else it is found within a second',
    answer: activeVersionsSchema,
    run: (caller) => caller.rules.refresh(),
  },
];
