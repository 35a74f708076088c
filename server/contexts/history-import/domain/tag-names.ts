import { reason, type Reason, type ReasonCode } from '../../../../shared/contract/reasons.ts';
import { tagPathSchema } from '../../../../shared/contract/common.ts';
import { unguarded } from '../../../../shared/util/formula-guard.ts';
import { NO_CHARACTER } from './encoding.ts';

const MAX_PATH_LENGTH = 400;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The form in which paths are kept. */
export const columnTag = (path: string) => path.normalize('NFC');

/** A name from a file as a tag path: a whole path as it is, any other below the equipment. */
export function nameTag(
  name: string,
  equipment: string | undefined,
): { readonly path: string } | { readonly problem: Reason } {
  const text = unguarded(name.trim()).normalize('NFC');
  const refuse = (code: ReasonCode, more: Reason['parameters'] = {}) => ({
    problem: reason(code, { text: JSON.stringify(text.slice(0, 60)), ...more }),
  });
  if (text === '') return { problem: reason('noTagName') };
  if (text.includes(NO_CHARACTER)) return refuse('notInEncoding');
  if (CONTROL.test(text)) return refuse('nameControl');
  const path = tagPathSchema.safeParse(text).success ? text : `${equipment ?? ''}/${text}`;
  if (!tagPathSchema.safeParse(path).success)
    return refuse(equipment === undefined ? 'nameNoPath' : 'nameNoTag');
  return path.length > MAX_PATH_LENGTH ? refuse('nameTooLong', { most: MAX_PATH_LENGTH }) : { path };
}

/** A tag name made of a column's heading: what may not be in a name is replaced. */
export function tagNameOf(heading: string, column: number): string {
  const name = heading
    .normalize('NFC')
    .trim()
    .replace(/[/+#\s]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return name === '' || CONTROL.test(name) ? `column-${column}` : name.slice(0, 80);
}
