import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';
import {
  idempotencyKeySchema,
  INGEST_BODY_LIMIT,
  ingestAnswerSchema,
  ingestLineSchema,
  type IngestAnswer,
} from '../../shared/contract/sources.ts';
import { checked } from './init.ts';
import { refuseOtherMethods, type RestDescription } from './rest.ts';

const PATH = '/ingest';
const TYPES = ['application/x-ndjson', 'application/jsonl', 'application/json'] as const;

const querySchema = z.strictObject({
  idempotencyKey: idempotencyKeySchema
    .optional()
    .describe(
      'in place of the header Idempotency-Key: the same key again adds nothing and gives the same answer',
    ),
});

const headersSchema = z.object({
  'Idempotency-Key': idempotencyKeySchema
    .optional()
    .describe('the same batch under the same key adds nothing and gives the same answer'),
});

export const INGEST_CALL: RestDescription = {
  method: 'POST',
  path: PATH,
  summary: `Values in as JSON lines, at most ${INGEST_BODY_LIMIT} bytes; answered after their commit`,
  query: querySchema,
  headers: headersSchema,
  bodyTypes: TYPES,
  bodyLine: ingestLineSchema,
  answers: { 'application/json': ingestAnswerSchema },
};

/** Takes a batch of lines, and the key under which it counts once. */
export type Ingesting = (body: Uint8Array, key: string | undefined) => Promise<IngestAnswer>;

/** The call for gateways without MQTT. Its lines are read by the hub, so the body comes as it is. */
export async function registerIngest(app: FastifyInstance, ingest: Ingesting): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      [...TYPES],
      { parseAs: 'buffer', bodyLimit: INGEST_BODY_LIMIT },
      (_request, body, done) => done(null, body),
    );
    scope.post(PATH, { bodyLimit: INGEST_BODY_LIMIT }, async (request) => {
      const { 'idempotency-key': header, 'content-encoding': encoding = 'identity' } = request.headers;
      if (encoding !== 'identity')
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'send the lines as they are, without Content-Encoding');
      const { idempotencyKey } = checked(querySchema, request.query);
      const key = checked(headersSchema, { 'Idempotency-Key': header })['Idempotency-Key'];
      if (key !== undefined && idempotencyKey !== undefined && key !== idempotencyKey)
        throw new AppError(
          'VALIDATION_FAILED',
          'the header Idempotency-Key and ?idempotencyKey= differ: send one of them',
        );
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      return ingest(body, key ?? idempotencyKey);
    });
  });
  refuseOtherMethods(app, PATH, ['POST']);
}
