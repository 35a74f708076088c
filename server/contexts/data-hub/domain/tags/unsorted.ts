import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { UNNAMED_LEVEL, UNSORTED_SITE } from '../../../../../shared/contract/tags.ts';
import { levelFault } from '../topic.ts';

/** What a source knows of where a tag belongs. */
export interface KnownPlace {
  readonly site?: string | undefined;
  readonly area?: string | undefined;
  readonly line?: string | undefined;
  readonly equipment?: string | undefined;
  readonly tag: string;
}

const MAX_PATH_LENGTH = 400;

/**
 * The path a tag gets on first sight from a source that does not name all five levels: its own where all are named, else
 * one in the unsorted branch that keeps what is known, e.g. `unsorted/-/line-2/press-4/temperature`. A name that no level can
 * have is made one. The reason where even the tag has no name.
 */
export function placeOnFirstSight(
  place: KnownPlace,
): { readonly path: string } | { readonly reason: Reason } {
  const tag = asLevel(place.tag);
  if (tag === UNNAMED_LEVEL) return { reason: reason('tagWithoutName') };
  const { site, area, line, equipment } = place;
  const isWhole = [site, area, line, equipment].every((level) => asLevel(level) !== UNNAMED_LEVEL);
  const places = [asLevel(area), asLevel(line), asLevel(equipment), tag];
  const path = (
    isWhole ? [asLevel(site), ...places] : [UNSORTED_SITE, ...withSite(asLevel(site), places)]
  ).join('/');
  return path.length > MAX_PATH_LENGTH
    ? { reason: reason('pathTooLong', { most: MAX_PATH_LENGTH }) }
    : { path };
}

function asLevel(name: string | undefined): string {
  const level = (name ?? '').normalize('NFC').trim().replace(/[/+#]/g, '_');
  return levelFault(level, 'path') === null ? level : UNNAMED_LEVEL;
}

/** The unsorted branch takes the level of the site, so a site that is known goes before the area. */
function withSite(site: string, [area = UNNAMED_LEVEL, ...further]: readonly string[]): string[] {
  if (site === UNNAMED_LEVEL) return [area, ...further];
  return [area === UNNAMED_LEVEL ? site : `${site}.${area}`, ...further];
}
