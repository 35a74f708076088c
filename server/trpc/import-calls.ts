import { pageQuerySchema } from '../../shared/contract/common.ts';
import {
  importPageSchema,
  importPreviewSchema,
  importSchema,
  importWishesSchema,
  runImportSchema,
} from '../../shared/contract/history-import.ts';
import type { RestCall } from './rest.ts';

/** Files go there as streams; see `import-streams.ts`, which answers for all other methods too. */
export const IMPORTS_PATH = '/imports';

// The procedures validate what they are given, so what comes in is passed on unread.
type Unchecked = never;

/** Calls about files that are there. */
export const IMPORT_CALLS: readonly RestCall[] = [
  {
    method: 'GET',
    path: '/imports',
    summary: 'Files brought into the history, newest first',
    query: pageQuerySchema,
    answer: importPageSchema,
    run: (caller, { query }) => caller.imports.list(query as Unchecked),
  },
  {
    method: 'GET',
    path: '/imports/{id}',
    summary: 'One import: its state, progress and figures',
    parameters: { id: 'id of the import' },
    answer: importSchema,
    run: (caller, { parameters }) => caller.imports.get({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/imports/{id}/preview',
    summary: 'How a file would be read: what is not said is guessed; its first rows as they would be stored',
    parameters: { id: 'id of the import' },
    body: importWishesSchema,
    answer: importPreviewSchema,
    run: (caller, { parameters, body }) =>
      caller.imports.preview({ ...(body as object), id: parameters.id ?? '' } as Unchecked),
  },
  {
    method: 'POST',
    path: '/imports/{id}/run',
    summary: 'Check the whole file and add it to the history; one faulty row and nothing is added',
    parameters: { id: 'id of the import' },
    body: runImportSchema,
    answer: importSchema,
    run: (caller, { parameters, body }) =>
      caller.imports.run({ ...(body as object), id: parameters.id ?? '' } as Unchecked),
  },
  {
    method: 'POST',
    path: '/imports/{id}/cancel',
    summary: 'Leave nothing of a file in the history; what was added already is taken back',
    parameters: { id: 'id of the import' },
    answer: importSchema,
    run: (caller, { parameters }) => caller.imports.cancel({ id: parameters.id ?? '' }),
  },
  {
    method: 'POST',
    path: '/imports/{id}/undo',
    summary: 'Take out of the history again what an import added, and only that',
    parameters: { id: 'id of the import' },
    answer: importSchema,
    run: (caller, { parameters }) => caller.imports.undo({ id: parameters.id ?? '' }),
  },
];
