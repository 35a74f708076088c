import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageQuerySchema, type SignalValue } from '../../shared/contract/common.ts';
import {
  historyRemovalPageSchema,
  samplesQuerySchema,
  samplesSchema,
  statisticsQuerySchema,
  statisticsSchema,
  tagListQuerySchema,
  tagPageSchema,
  tagSchema,
} from '../../shared/contract/data-hub.ts';
import {
  executeRequestSchema,
  feedbackRequestSchema,
  judgmentListQuerySchema,
  judgmentPageSchema,
  judgmentSchema,
} from '../../shared/contract/judgment.ts';
import { replaySchema } from '../../shared/contract/replay.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { healthSchema } from '../../shared/contract/health.ts';
import {
  mappingsCheckSchema,
  mappingVersionSchema,
  restoreMappingsSchema,
  saveMappingsSchema,
  topicMappingListSchema,
  topicMappingsSchema,
} from '../../shared/contract/topic-mappings.ts';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { tagPatchSchema } from '../../shared/contract/tags.ts';
import { IMPORT_CALLS, IMPORTS_PATH } from './import-calls.ts';
import { checked } from './init.ts';
import { BACKTEST_CALLS } from './rest-backtests.ts';
import { DERIVED_CALLS } from './rest-derived.ts';
import { RULESET_CALLS } from './rest-rulesets.ts';
import { SOURCE_CALLS } from './rest-sources.ts';
import { WHAT_IF_CALLS } from './rest-what-if.ts';
import type { AppRouter } from './router.ts';

type Caller = ReturnType<AppRouter['createCaller']>;

/** One call of the REST interface: where it is, what goes in and what comes out. */
export interface RestDescription {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media types of a body that is no JSON. */
  readonly bodyTypes?: readonly string[];
  /** One line of such a body, where it is JSON lines. */
  readonly bodyLine?: z.ZodType;
  readonly headers?: z.ZodObject;
  /** What comes out, by media type. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
}

/** A call that is answered by one procedure, as JSON. */
export interface RestCall extends Omit<RestDescription, 'answers'> {
  readonly answer: z.ZodType;
  readonly run: (
    caller: Caller,
    request: { parameters: Record<string, string>; query: unknown; body: unknown },
  ) => Promise<unknown>;
}

const TAG_PATH = { path: 'site/area/line/equipment/tag, slashes as they are or as %2F' };

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

export const REST_CALLS: readonly RestCall[] = [
  ...IMPORT_CALLS,
  ...BACKTEST_CALLS,
  ...WHAT_IF_CALLS,
  {
    method: 'POST',
    path: '/judgment/execute',
    summary: 'Judge one input by a ruleset',
    body: executeRequestSchema,
    answer: judgmentSchema,
    run: (caller, { body }) => caller.judgment.execute(body as Unchecked),
  },
  {
    method: 'GET',
    path: '/judgments',
    summary: 'Judgments, newest first',
    query: judgmentListQuerySchema,
    answer: judgmentPageSchema,
    run: (caller, { query }) => caller.judgment.list(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/judgments/{id}',
    summary: 'One judgment',
    parameters: { id: 'id of the judgment' },
    answer: judgmentSchema,
    run: (caller, { parameters }) => caller.judgment.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'GET',
    path: '/judgments/{id}/replay',
    summary: 'A stored judgment made again from its stored inputs and version, and what differs',
    parameters: { id: 'id of the judgment' },
    answer: replaySchema,
    run: (caller, { parameters }) => caller.judgment.replay({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/judgments/{id}/feedback',
    summary: 'Agree with a judgment or override it',
    parameters: { id: 'id of the judgment' },
    body: feedbackRequestSchema,
    answer: judgmentSchema,
    run: (caller, { parameters, body }) =>
      caller.judgment.feedback({ id: parameters.id ?? '', feedback: checked(feedbackRequestSchema, body) }),
  },
  {
    method: 'GET',
    path: '/tags',
    summary: 'Tags with their last value and counters, by path',
    query: tagListQuerySchema,
    answer: tagPageSchema,
    run: async (caller, { query }) => {
      const { items, ...page } = await caller.dataHub.tags(query as Unchecked);
      return { items: items.map(({ last, ...tag }) => ({ ...tag, last: last && exactly(last) })), ...page };
    },
  },
  {
    method: 'GET',
    path: '/tags/{path}',
    summary:
      'One tag: what it is, its last value and counters. A path it had before is answered with 308 to the current one',
    parameters: TAG_PATH,
    answer: tagSchema,
    run: async (caller, { parameters }) => {
      const { last, ...tag } = await caller.dataHub.tag({ path: parameters.path ?? '' });
      return { ...tag, last: last && exactly(last) };
    },
  },
  {
    method: 'PATCH',
    path: '/tags/{path}',
    summary:
      'Change a tag: unit, names, range, limits, kind, storage, or its place (`path`); null takes a setting back',
    parameters: TAG_PATH,
    body: tagPatchSchema,
    answer: tagSchema,
    run: (caller, { parameters, body }) =>
      caller.dataHub.patchTag({ path: parameters.path ?? '', patch: checked(tagPatchSchema, body) }),
  },
  {
    method: 'GET',
    path: '/tags/{path}/samples',
    summary: 'Samples of a tag, thinned to `points` with extremes kept',
    parameters: TAG_PATH,
    query: samplesQuerySchema,
    answer: samplesSchema,
    run: async (caller, { parameters, query }) => {
      const samples = await caller.dataHub.samples({
        ...(query as object),
        path: parameters.path ?? '',
      } as Unchecked);
      return { ...samples, items: samples.items.map(exactly) };
    },
  },
  {
    method: 'GET',
    path: '/tags/{path}/statistics',
    summary:
      'Figures of the samples of a window: lowest, highest, means, deviation, how much of it is covered',
    parameters: TAG_PATH,
    query: statisticsQuerySchema,
    answer: statisticsSchema,
    run: (caller, { parameters, query }) =>
      caller.dataHub.statistics({ ...(query as object), path: parameters.path ?? '' } as Unchecked),
  },
  {
    method: 'GET',
    path: '/history/removals',
    summary: 'What went out of the history, when and by which policy, newest first',
    query: pageQuerySchema,
    answer: historyRemovalPageSchema,
    run: (caller, { query }) => caller.dataHub.removals(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/topic-mappings',
    summary: "Patterns of the plant's own topics in force, and how they share topics",
    answer: topicMappingsSchema,
    run: (caller) => caller.topicMappings.get(),
  },
  {
    method: 'POST',
    path: '/topic-mappings',
    summary: 'Put other patterns into force, all of them at once',
    body: saveMappingsSchema,
    answer: topicMappingsSchema,
    run: (caller, { body }) => caller.topicMappings.save(body as Unchecked),
  },
  {
    method: 'POST',
    path: '/topic-mappings/check',
    summary: 'What is wrong with patterns; nothing is saved',
    body: z.strictObject({ mappings: topicMappingListSchema }),
    answer: mappingsCheckSchema,
    run: (caller, { body }) => caller.topicMappings.check(body as Unchecked),
  },
  {
    method: 'GET',
    path: '/topic-mappings/versions',
    summary: 'Who changed the patterns, and when; newest first',
    answer: z.strictObject({ items: z.array(mappingVersionSchema) }),
    run: (caller) => caller.topicMappings.history(),
  },
  {
    method: 'POST',
    path: '/topic-mappings/restore',
    summary: 'Put the patterns of an earlier version into force again',
    body: restoreMappingsSchema,
    answer: topicMappingsSchema,
    run: (caller, { body }) => caller.topicMappings.restore(body as Unchecked),
  },
  ...RULESET_CALLS,
  {
    method: 'GET',
    path: '/health',
    summary: 'Every part of the station: its state, figures, and what to do',
    answer: healthSchema,
    run: (caller) => caller.health.get(),
  },
  ...SOURCE_CALLS,
  ...DERIVED_CALLS,
  {
    method: 'GET',
    path: '/settings',
    summary: 'Every setting, where it comes from, and whether a start now would find others; no secrets',
    answer: settingsSchema,
    run: (caller) => caller.settings.get(),
  },
];

/** What can be asked of a tag, behind its path. */
const OF_TAG = ['/samples', '/statistics'] as const;
const LEVELS = 5;

/** The path in the router's own form; a tag path holds slashes and so takes a wildcard. */
function routePath(path: string): string {
  if (path.startsWith('/tags/{path}')) return '/tags/*';
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** What `/tags/…` asks of its tag, empty for the tag itself; a tag may have that very name. */
function askedOf(wild: string): string {
  return (wild.split('/').length !== LEVELS && OF_TAG.find((end) => wild.endsWith(end))) || '';
}

function wildOf(request: FastifyRequest): string | undefined {
  return (request.params as Record<string, string>)['*'];
}

function parametersOf(request: FastifyRequest): Record<string, string> {
  const wild = wildOf(request);
  if (wild === undefined) return request.params as Record<string, string>;
  return { path: wild.slice(0, wild.length - askedOf(wild).length) };
}

/** Those of the calls of one route that a request can mean; a tag and what is asked of it share one. */
function meantOf(calls: readonly RestCall[], request: FastifyRequest): readonly RestCall[] {
  const wild = wildOf(request);
  if (wild === undefined) return calls;
  return calls.filter(({ path }) => path === `/tags/{path}${askedOf(wild)}`);
}

/** Where the tag of a path that it had before is now; undefined where the path is that of now, or of no tag. */
async function movedTo(caller: Caller, request: FastifyRequest): Promise<string | undefined> {
  const path = parametersOf(request).path ?? '';
  const place = await caller.dataHub.tagPlace({ path }).catch(() => undefined);
  if (place?.moved !== true) return undefined;
  const [wholePath = '', query] = request.url.split('?');
  const base = wholePath.slice(0, wholePath.indexOf('/tags/') + '/tags/'.length);
  const tag = place.path.split('/').map(encodeURIComponent).join('/');
  return `${base}${tag}${askedOf(wildOf(request) ?? '')}${query === undefined ? '' : `?${query}`}`;
}

/** JSON can say it, `JSON.stringify` does not. With its fraction, so that no reader takes it for a whole number. */
const MINUS_ZERO = (JSON as unknown as { rawJSON(text: string): number }).rawJSON('-0.0');

/** A sample as it was stored, the sign of a zero included. */
function exactly<T extends { readonly value: SignalValue | null }>(sample: T): T {
  return Object.is(sample.value, -0) ? { ...sample, value: MINUS_ZERO } : sample;
}

/** Adds the REST calls below the instance's prefix; each goes through the same procedure as a window's call. */
export function registerRest(app: FastifyInstance, callerFor: (request: FastifyRequest) => Caller): void {
  for (const [url, calls] of Map.groupBy(REST_CALLS, (call) => routePath(call.path))) {
    const methods = [...new Set(calls.map(({ method }) => method))];
    app.route({
      method: methods,
      url,
      handler: async (request, reply) => {
        const meant = meantOf(calls, request);
        const method = request.method === 'HEAD' ? 'GET' : request.method;
        const call = meant.find((each) => each.method === method);
        if (call === undefined) throw otherMethod(request, reply, methodsOf(meant));
        const parameters = parametersOf(request);
        const caller = callerFor(request);
        const location = wildOf(request) === undefined ? undefined : await movedTo(caller, request);
        if (location !== undefined)
          return reply.code(308).header('location', location).send({ movedTo: location });
        return call.run(caller, { parameters, query: request.query, body: request.body });
      },
    });
    if (url === IMPORTS_PATH) continue;
    refuseOtherMethods(app, url, methods, (request) => methodsOf(meantOf(calls, request)));
  }
}

function methodsOf(calls: readonly RestCall[]): string[] {
  return calls.map(({ method }) => method);
}

/** Why a method is not possible, with those that are in the header; `GET` brings `HEAD` with it. */
function otherMethod(request: FastifyRequest, reply: FastifyReply, allowed: readonly string[]): AppError {
  const all = withHead(allowed).join(', ');
  reply.header('allow', all);
  return new AppError('METHOD_NOT_ALLOWED', `${request.method} is not possible here, only ${all}`);
}

function withHead(methods: readonly string[]): string[] {
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

/** Answers a path that is there, but not by this method, with 405 and those it has. */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  routed: readonly string[],
  allowed: (request: FastifyRequest) => readonly string[] = () => routed,
): void {
  const there = withHead(routed);
  app.route({
    method: app.supportedMethods.filter((method) => !there.includes(method)),
    url,
    exposeHeadRoute: false,
    // Before the body is read: whatever it is, it is not wanted here.
    onRequest: async (request, reply) => {
      throw otherMethod(request, reply, allowed(request));
    },
    handler: async () => null,
  });
}
