import { z } from 'zod';
import { ERROR_CODES, problemSchema } from '../../shared/contract/errors.ts';
import { INGEST_CALL } from './ingest-route.ts';
import { STREAM_CALLS } from './import-streams.ts';
import { EXPORT_CALL } from './rest-export.ts';
import { REST_CALLS, type RestDescription } from './rest.ts';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

function parameters(call: RestDescription): Json[] {
  const inPath = Object.entries(call.parameters ?? {}).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...membersIn('query', call.query), ...membersIn('header', call.headers)];
}

function membersIn(place: 'query' | 'header', object: z.ZodObject | undefined): Json[] {
  if (object === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(object, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    schema,
  }));
}

function requestBody({ body, bodyTypes, bodyLine }: RestDescription): Json {
  if (bodyTypes !== undefined) {
    // OpenAPI 3.2 has a word for the items of a stream, 3.1 has none; readers of 3.1 pass over it.
    const line = bodyLine === undefined ? {} : { itemSchema: jsonSchema(bodyLine, 'input') };
    const described = { schema: { type: 'string', format: 'binary' }, ...line };
    const content = bodyTypes.map((type) => [type, described]);
    // No lines are a batch too.
    const required = bodyLine === undefined;
    return { requestBody: { required, content: Object.fromEntries(content) as Json } };
  }
  if (body === undefined) return {};
  const content = { 'application/json': { schema: jsonSchema(body, 'input') } };
  return { requestBody: { required: true, content } };
}

function operation(call: RestDescription): Json {
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  return {
    summary: call.summary,
    operationId: `${call.method.toLowerCase()}${call.path.replaceAll(/[^a-zA-Z]+(.)?/g, (_, next: string) => (next ?? '').toUpperCase())}`,
    parameters: parameters(call),
    ...requestBody(call),
    responses: {
      200: {
        description: 'done',
        content: Object.fromEntries(
          Object.entries(call.answers).map(([type, schema]) => [
            type,
            { schema: jsonSchema(schema, 'output') },
          ]),
        ),
      },
      '4XX': problem('the request cannot be answered; `code` says why'),
      '5XX': problem('the server cannot answer now'),
    },
  };
}

/** OpenAPI 3.1 of the REST interface, made from the same contracts that validate it. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  const described = REST_CALLS.map((call) => ({ ...call, answers: { 'application/json': call.answer } }));
  for (const call of [...described, EXPORT_CALL, ...STREAM_CALLS, INGEST_CALL]) {
    paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: operation(call) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AI Factory Decision Engine',
      version,
      description: `Error codes: ${Object.keys(ERROR_CODES).join(', ')}.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
    },
  };
}
