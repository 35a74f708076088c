import { z } from 'zod';
import type { ExportPart, ExportPartQuery } from '../../../shared/contract/export.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { tagMatcher } from '../../../shared/util/tag-pattern.ts';
import { CSV_HEADER } from './domain/export/rows.ts';
import type { TagState } from './domain/state.ts';
import type { TagRegistry } from './domain/tags/registry.ts';
import type { HistoryStore } from './ports.ts';
import { gapRuleOf } from './samples.ts';

interface ExportOptions {
  readonly tags: TagRegistry;
  readonly history: Pick<HistoryStore, 'exported'>;
  readonly now: () => number;
}

/** Ends of time as far as ISO 8601 and `Date` tell it. */
const EVER = -8.64e15;
const FIRST_NUMBER = Number.MIN_SAFE_INTEGER;
const LONGEST_PATH = 400;

/** How far an export has come; the tag is told by its path, so that tags that come meanwhile do not shift it. */
const cursorSchema = z.tuple([
  z.string().max(LONGEST_PATH).describe('path'),
  z.number().describe('end of the export'),
  z.number().describe('source time of the next sample'),
  z.int().describe('its number'),
  z.number().nullable().describe('time of the one before'),
  z.number().nullable().describe('usual silence'),
]);
type Cursor = z.infer<typeof cursorSchema>;

const encode = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');

function decode(text: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    const message = 'not one an export has given';
    throw new AppError('VALIDATION_FAILED', `cursor: ${message}`, [{ path: 'cursor', message }]);
  }
}

/** A path that a tag had before names it too; patterns are of today's places. */
function matchingTags(tags: TagRegistry, asked: readonly string[]): TagState[] {
  const patterns = asked.map((pattern) => tags.find(pattern)?.path ?? pattern);
  const matches = tagMatcher(patterns);
  const found = [...tags.all()].filter(({ path }) => matches(path));
  for (const pattern of patterns) {
    if (!pattern.includes('*') && tags.tagAtPlace(pattern) === undefined)
      throw new AppError('TAG_NOT_FOUND', `no tag ${pattern} is known`);
  }
  if (found.length === 0) throw new AppError('TAG_NOT_FOUND', `no tag matches ${patterns.join(', ')}`);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * One part after the other of the samples of some tags, oldest first, tag by tag. Each part is read by itself, so that an export
 * of years holds neither memory nor the store. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`.
 */
export function createExport({ tags, history, now }: ExportOptions) {
  return async function exportPart(query: ExportPartQuery): Promise<ExportPart> {
    const { tag, format, cursor } = query;
    const chosen = matchingTags(tags, typeof tag === 'string' ? [tag] : tag);
    const from = query.from === undefined ? EVER : Date.parse(query.from);
    const wantedTo = query.to === undefined ? null : Date.parse(query.to);
    if (wantedTo !== null && from > wantedTo)
      throw new AppError('VALIDATION_FAILED', 'from is after to', [
        { path: 'from', message: 'is after "to"' },
      ]);
    const reached = cursor === undefined ? null : decode(cursor);
    const to =
      reached?.[1] ?? wantedTo ?? chosen.reduce((end, { furthestAt }) => Math.max(end, furthestAt), now());
    const current = reached === null ? chosen[0] : chosen.find(({ path }) => path >= reached[0]);
    const header = reached === null && format === 'csv' ? CSV_HEADER : '';
    if (current === undefined) return { text: header, rows: 0 };

    const goesOn = reached !== null && reached[0] === current.path && reached[3] !== FIRST_NUMBER;
    const { text, rows, next } = await history.exported({
      tagId: current.id,
      path: current.path,
      format,
      from: goesOn
        ? { at: reached[2], seq: reached[3], lastAt: reached[4], usual: reached[5] }
        : { at: from, seq: FIRST_NUMBER, lastAt: null, usual: null },
      begins: !goesOn,
      to,
      gaps: gapRuleOf(tags.filterOf(current.id)),
    });
    const following = chosen.find(({ path }) => path > current.path);
    const nextCursor: Cursor | null =
      next !== null
        ? [current.path, to, next.at, next.seq, next.lastAt, next.usual]
        : following === undefined
          ? null
          : [following.path, to, from, FIRST_NUMBER, null, null];
    return {
      text: header + text,
      rows,
      ...(nextCursor === null ? {} : { nextCursor: encode(nextCursor) }),
    };
  };
}

/** The parts of a whole export, each asked for when the one before has been taken. */
export async function* exportParts(
  ask: (query: ExportPartQuery) => Promise<ExportPart>,
  query: ExportPartQuery,
): AsyncGenerator<ExportPart> {
  let cursor: string | undefined;
  do {
    const part = await ask(cursor === undefined ? query : { ...query, cursor });
    cursor = part.nextCursor;
    yield part;
  } while (cursor !== undefined);
}
