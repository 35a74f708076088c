import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf, pageQuerySchema } from '../../shared/contract/common.ts';
import {
  historyRemovalPageSchema,
  samplesQuerySchema,
  samplesSchema,
  tagListQuerySchema,
  tagPageSchema,
} from '../../shared/contract/data-hub.ts';
import {
  executeRequestSchema,
  feedbackRequestSchema,
  judgmentListQuerySchema,
  judgmentPageSchema,
  judgmentSchema,
} from '../../shared/contract/judgment.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { healthSchema } from '../../shared/contract/health.ts';
import {
  activeVersionsSchema,
  rulesetSummarySchema,
  rulesetVersionSchema,
} from '../../shared/contract/rules.ts';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { checked } from './init.ts';
import type { AppRouter } from './router.ts';

type Caller = ReturnType<AppRouter['createCaller']>;

/** One call of the REST interface: where it is, what goes in and what comes out. */
export interface RestDescription {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
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

/** Named in the path as the interface has it. */
const versionParameterSchema = z.object({
  v: z.coerce.number({ error: 'must be the number of a version' }).int().min(1),
});

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

export const REST_CALLS: readonly RestCall[] = [
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
    run: (caller, { query }) => caller.dataHub.tags(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/tags/{path}/samples',
    summary: 'Samples of a tag, thinned to `points` with extremes kept',
    parameters: { path: 'site/area/line/equipment/tag, slashes as they are or as %2F' },
    query: samplesQuerySchema,
    answer: samplesSchema,
    run: (caller, { parameters, query }) =>
      caller.dataHub.samples({ ...(query as object), path: parameters.path ?? '' } as Unchecked),
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
    path: '/rulesets',
    summary: 'Rulesets: the active version of each, or the newest',
    query: pageQuerySchema,
    answer: pageOf(rulesetSummarySchema),
    run: (caller, { query }) => caller.rules.list(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/rulesets/{id}/versions/{v}',
    summary: 'One version of a ruleset: manifest, script, tests, hash and state',
    parameters: { id: 'id of the ruleset', v: 'number of the version' },
    answer: rulesetVersionSchema,
    run: (caller, { parameters }) =>
      caller.rules.version({
        id: parameters.id ?? '',
        version: checked(versionParameterSchema, parameters).v,
      }),
  },
  {
    method: 'POST',
    path: '/rulesets/refresh',
    summary: 'Judge by what other programs have activated from now on; else it is found within a second',
    answer: activeVersionsSchema,
    run: (caller) => caller.rules.refresh(),
  },
  {
    method: 'GET',
    path: '/health',
    summary: 'Every part of the station: its state, figures, and what to do',
    answer: healthSchema,
    run: (caller) => caller.health.get(),
  },
  {
    method: 'GET',
    path: '/settings',
    summary: 'Every setting, where it comes from, and whether a start now would find others; no secrets',
    answer: settingsSchema,
    run: (caller) => caller.settings.get(),
  },
];

/** The path in the router's own form; a tag path holds slashes and so takes a wildcard. */
function routePath(path: string): string {
  if (path === '/tags/{path}/samples') return '/tags/*';
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function parametersOf(call: RestCall, request: FastifyRequest): Record<string, string> | undefined {
  const parameters = request.params as Record<string, string>;
  const wild = parameters['*'];
  if (call.path !== '/tags/{path}/samples') return parameters;
  return wild?.endsWith('/samples') ? { path: wild.slice(0, -'/samples'.length) } : undefined;
}

/** Adds the REST calls below the instance's prefix; each goes through the same procedure as a window's call. */
export function registerRest(app: FastifyInstance, callerFor: (request: FastifyRequest) => Caller): void {
  for (const call of REST_CALLS) {
    app.route({
      method: call.method,
      url: routePath(call.path),
      handler: async (request, reply) => {
        const parameters = parametersOf(call, request);
        if (parameters === undefined) return reply.callNotFound();
        return call.run(callerFor(request), { parameters, query: request.query, body: request.body });
      },
    });
  }
  for (const [path, calls] of Map.groupBy(REST_CALLS, (call) => call.path)) {
    const [first] = calls;
    if (first === undefined) continue;
    refuseOtherMethods(app, routePath(path), {
      allowed: calls.map(({ method }) => method),
      isThere: (request) => parametersOf(first, request) !== undefined,
    });
  }
}

/** Answers a path that is there, but not by this method, with 405 and those it has; `GET` brings `HEAD` with it. */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  { allowed, isThere = () => true }: { allowed: string[]; isThere?: (request: FastifyRequest) => boolean },
): void {
  const all = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
      (method) => !all.includes(method),
    ),
    url,
    exposeHeadRoute: false,
    // Before the body is read: whatever it is, it is not wanted here.
    onRequest: async (request, reply) => {
      if (!isThere(request)) return reply.callNotFound();
      reply.header('allow', all.join(', '));
      throw new AppError(
        'METHOD_NOT_ALLOWED',
        `${request.method} is not possible here, only ${all.join(', ')}`,
      );
    },
    handler: async () => null,
  });
}
