import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../shared/contract/common.ts';
import { AppError } from '../../shared/contract/errors.ts';
import {
  beginImportSchema,
  IMPORT_FILE_LIMIT,
  importIdSchema,
  importSchema,
} from '../../shared/contract/history-import.ts';
import type { HistoryImportService } from '../contexts/history-import/index.ts';
import { LONG_BODY } from '../platform/http/listen.ts';
import { checked } from './init.ts';
import { IMPORTS_PATH } from './import-calls.ts';
import { refuseOtherMethods, type RestDescription } from './rest.ts';

/** What a file may be sent as. */
const FILE_TYPES = ['text/csv', 'application/octet-stream'] as const;

const querySchema = z.strictObject({ name: beginImportSchema.shape.name.default('file.csv') });

export const STREAM_CALLS: readonly RestDescription[] = [
  {
    method: 'POST',
    path: IMPORTS_PATH,
    summary: `Send a file to be imported, at most ${IMPORT_FILE_LIMIT} bytes; nothing is added before it is run`,
    query: querySchema,
    bodyTypes: FILE_TYPES,
    answers: { 'application/json': importSchema },
  },
  {
    method: 'GET',
    path: `${IMPORTS_PATH}/{id}/errors`,
    summary: 'The faulty rows of a file: row, column, problem, text',
    parameters: { id: 'id of the import' },
    answers: { 'text/csv': z.string() },
  },
];

/** Files in and out as streams, piece by piece, whatever their size: bodies here do not meet the limit of the others. */
export async function registerImportStreams(
  app: FastifyInstance,
  imports: HistoryImportService,
  actor: Actor,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...FILE_TYPES], { bodyLimit: IMPORT_FILE_LIMIT }, (_request, payload, done) =>
      done(null, payload),
    );
    scope.post(IMPORTS_PATH, { bodyLimit: IMPORT_FILE_LIMIT }, async (request) => {
      const { name } = checked(querySchema, request.query);
      if (!(request.body instanceof Readable))
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', `send the file itself, as ${FILE_TYPES.join(' or ')}`);
      request.raw.emit(LONG_BODY);
      const length = request.headers['content-length'];
      const size = length === undefined ? null : Number(length);
      if (size !== null) checked(beginImportSchema, { name, size });
      return imports.receive({ name, size }, request.body as AsyncIterable<Uint8Array>, actor);
    });
  });
  app.get(`${IMPORTS_PATH}/:id/errors`, async (request, reply) => {
    const { id } = checked(z.object({ id: importIdSchema }), request.params);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="errors.csv"')
      .send(Readable.from(imports.errorStream(id)));
  });
  refuseOtherMethods(app, IMPORTS_PATH, ['GET', 'POST']);
  refuseOtherMethods(app, `${IMPORTS_PATH}/:id/errors`, ['GET']);
}
