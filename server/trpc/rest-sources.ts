import { unreadablePageSchema, unreadableQuerySchema } from '../../shared/contract/data-hub.ts';
import {
  edgeNodeListSchema,
  sourceChangePageSchema,
  sourceChangesQuerySchema,
  sourceLimitsSchema,
  sourceListSchema,
  sourceSchema,
  sourceTestSchema,
} from '../../shared/contract/sources.ts';
import {
  addSqlSourceSchema,
  changeSqlSourceSchema,
  previewSqlSourceSchema,
  sqlPreviewSchema,
  sqlSourceListSchema,
  sqlSourceRemovedSchema,
  sqlSourceSchema,
} from '../../shared/contract/sql-sources.ts';
import { checked } from './init.ts';
import type { RestCall } from './rest.ts';

const SOURCE_ID = { id: 'id of the source' };

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

/** Sources and edge nodes over REST. */
export const SOURCE_CALLS: readonly RestCall[] = [
  {
    method: 'GET',
    path: '/sources',
    summary: 'Where values come from: state, counters, limits and last error of each source',
    answer: sourceListSchema,
    run: (caller) => caller.sources.list(),
  },
  {
    method: 'GET',
    path: '/sources/{id}',
    summary: 'One source',
    parameters: SOURCE_ID,
    answer: sourceSchema,
    run: (caller, { parameters }) => caller.sources.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/sources/{id}/pause',
    summary: 'Take nothing more from a source until it is resumed',
    parameters: SOURCE_ID,
    answer: sourceSchema,
    run: (caller, { parameters }) => caller.sources.pause({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/sources/{id}/resume',
    summary: 'Take from a paused source again',
    parameters: SOURCE_ID,
    answer: sourceSchema,
    run: (caller, { parameters }) => caller.sources.resume({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/sources/{id}/test',
    summary: 'Really connect to a source, apart from what is running, and say what was found',
    parameters: SOURCE_ID,
    answer: sourceTestSchema,
    run: (caller, { parameters }) => caller.sources.test({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/sources/{id}/limits',
    summary: 'Set the limits of a source',
    parameters: SOURCE_ID,
    body: sourceLimitsSchema,
    answer: sourceSchema,
    run: (caller, { parameters, body }) =>
      caller.sources.setLimits({ id: parameters.id ?? '', limits: checked(sourceLimitsSchema, body) }),
  },
  {
    method: 'GET',
    path: '/sources/{id}/changes',
    summary: 'Who did what to a source, newest first',
    parameters: SOURCE_ID,
    query: sourceChangesQuerySchema.omit({ id: true }),
    answer: sourceChangePageSchema,
    run: (caller, { parameters, query }) =>
      caller.sources.changes({ ...(query as object), id: parameters.id ?? '' } as Unchecked),
  },
  {
    method: 'GET',
    path: '/sql-sources',
    summary: 'Tables and queries that are polled: settings without passwords, and how far each has been read',
    answer: sqlSourceListSchema,
    run: (caller) => caller.sqlSources.list(),
  },
  {
    method: 'GET',
    path: '/sql-sources/{id}',
    summary: 'One SQL source',
    parameters: SOURCE_ID,
    answer: sqlSourceSchema,
    run: (caller, { parameters }) => caller.sqlSources.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/sql-sources',
    summary: 'Add an SQL source; it is polled from now on',
    body: addSqlSourceSchema,
    answer: sqlSourceSchema,
    run: (caller, { body }) => caller.sqlSources.add(checked(addSqlSourceSchema, body)),
  },
  {
    method: 'POST',
    path: '/sql-sources/preview',
    summary: 'Connect to a database, read the first rows of a query, and guess how they become samples',
    body: previewSqlSourceSchema,
    answer: sqlPreviewSchema,
    run: (caller, { body }) => caller.sqlSources.preview(checked(previewSqlSourceSchema, body)),
  },
  {
    method: 'POST',
    path: '/sql-sources/{id}',
    summary: 'Change an SQL source',
    parameters: SOURCE_ID,
    body: changeSqlSourceSchema.omit({ id: true }),
    answer: sqlSourceSchema,
    run: (caller, { parameters, body }) =>
      caller.sqlSources.change({
        ...checked(changeSqlSourceSchema.omit({ id: true }), body),
        id: parameters.id ?? '',
      }),
  },
  {
    method: 'POST',
    path: '/sql-sources/{id}/remove',
    summary: 'Remove an SQL source; what it has stored stays',
    parameters: SOURCE_ID,
    answer: sqlSourceRemovedSchema,
    run: (caller, { parameters }) => caller.sqlSources.remove({ id: parameters.id ?? '' }),
  },
  {
    method: 'GET',
    path: '/unreadable',
    summary: 'Payloads that could not be read, with the reason and their first bytes, newest first',
    query: unreadableQuerySchema,
    answer: unreadablePageSchema,
    run: (caller, { query }) => caller.dataHub.unreadable(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/edge-nodes',
    summary: 'Sparkplug edge nodes: whether they are online, their devices, and births asked for',
    answer: edgeNodeListSchema,
    run: (caller) => caller.sources.edgeNodes(),
  },
];
