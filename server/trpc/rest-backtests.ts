import {
  backtestChangesQuerySchema,
  backtestChangesSchema,
  backtestDaysSchema,
  backtestListQuerySchema,
  backtestListSchema,
  backtestRequestSchema,
  backtestSchema,
} from '../../shared/contract/backtest.ts';
import { checked } from './init.ts';
import type { RestCall } from './rest.ts';

const ID = { id: 'id of the backtest' };

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

export const BACKTEST_CALLS: readonly RestCall[] = [
  {
    method: 'POST',
    path: '/backtests',
    summary: 'Judge the past by a version of a ruleset, or by two against each other; answers at once',
    body: backtestRequestSchema,
    answer: backtestSchema,
    run: (caller, { body }) => caller.backtests.start(body as Unchecked),
  },
  {
    method: 'GET',
    path: '/backtests',
    summary: 'Backtests, newest first',
    query: backtestListQuerySchema,
    answer: backtestListSchema,
    run: (caller, { query }) => caller.backtests.list(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/backtests/{id}',
    summary: 'A backtest: how far it is, what came out',
    parameters: ID,
    answer: backtestSchema,
    run: (caller, { parameters }) => caller.backtests.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'GET',
    path: '/backtests/{id}/changes',
    summary: 'Where the two versions of a backtest differ, oldest first',
    parameters: ID,
    query: backtestChangesQuerySchema.omit({ id: true }),
    answer: backtestChangesSchema,
    run: (caller, { parameters, query }) =>
      caller.backtests.changes(
        checked(backtestChangesQuerySchema, { ...(query as object), id: parameters.id }),
      ),
  },
  {
    method: 'GET',
    path: '/backtests/{id}/days',
    summary: 'Figures of a backtest by machine and day (UTC)',
    parameters: ID,
    answer: backtestDaysSchema,
    run: (caller, { parameters }) => caller.backtests.days({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/backtests/{id}/cancel',
    summary: 'End a backtest',
    parameters: ID,
    answer: backtestSchema,
    run: (caller, { parameters }) => caller.backtests.cancel({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/backtests/{id}/continue',
    summary: 'Go on with a backtest that was cancelled or has failed, where it was',
    parameters: ID,
    answer: backtestSchema,
    run: (caller, { parameters }) => caller.backtests.goOn({ id: parameters.id ?? '' }),
  },
];
