import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';
import {
  EXPORT_TYPES,
  exportLineSchema,
  exportQuerySchema,
  type ExportQuery,
} from '../../shared/contract/export.ts';
import { exportParts } from '../contexts/data-hub/index.ts';
import { checked } from './init.ts';
import type { RestDescription } from './rest.ts';
import { refuseOtherMethods } from './rest.ts';
import type { AppRouter } from './router.ts';

type Caller = ReturnType<AppRouter['createCaller']>;

export const EXPORT_CALL: RestDescription = {
  method: 'GET',
  path: '/export',
  summary: 'Samples of tags as rows, streamed: every one, oldest first, tag by tag',
  query: exportQuerySchema,
  answers: {
    'text/csv': z.string().describe('columns time, tag, value, quality, gap_seconds'),
    'application/x-ndjson': exportLineSchema,
  },
};

/** Exports that may run at the same time, so that windows never wait behind many. */
const MOST = 4;

const nameOf = (format: ExportQuery['format']) =>
  `history-${new Date().toISOString().slice(0, 19).replaceAll(/\D/g, '')}.${format}`;

/** `GET /export`: rows as they are read, never more of them in memory than one part; ends when the client goes away. */
export function registerExport(app: FastifyInstance, callerFor: (request: FastifyRequest) => Caller): void {
  let running = 0;
  refuseOtherMethods(app, EXPORT_CALL.path, ['GET']);
  app.get(EXPORT_CALL.path, async (request, reply) => {
    const query = checked(exportQuerySchema, request.query);
    if (running >= MOST)
      throw new AppError('OVERLOADED', `${MOST} exports are running already: try again when one has ended`);
    running += 1;
    reply.raw.once('close', () => (running -= 1));
    const caller = callerFor(request);
    const parts = exportParts((asked) => caller.dataHub.exportPart(asked), query);
    // Before the head goes out: an export that cannot begin is answered as a problem.
    const first = await parts.next();
    const rest = async function* () {
      if (!first.done) yield first.value.text;
      for await (const { text } of parts) yield text;
    };
    return reply
      .type(EXPORT_TYPES[query.format])
      .header('content-disposition', `attachment; filename="${nameOf(query.format)}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(rest(), { objectMode: false, highWaterMark: 65_536 }));
  });
}
