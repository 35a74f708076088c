import { definitionsAt, readNames, type Definition, type Names, type Place } from './names.ts';
import { parser } from './parser.ts';
import { RESERVED_WORDS } from './tokens.ts';

export interface Rename {
  readonly from: string;
  /** Where the name stands, in order. */
  readonly places: readonly Place[];
}

/** `form`: no name of Rhai. `reserved`: a word of Rhai. `meaning`: another name would come to mean something else. */
export type RenameFault = 'form' | 'reserved' | 'meaning';

/** The name at `offset` with every place it stands at; `null` if it is not the script's own (an input, a word of Rhai). */
export function renameAt(names: Names, offset: number): Rename | null {
  const found = definitionsAt(names, offset);
  const [first] = found;
  if (first === undefined) return null;
  // Functions of one name go together.
  const definitions =
    first.kind === 'function'
      ? names.definitions.filter(({ kind, name }) => kind === 'function' && name === first.name)
      : found;
  const places = new Map<number, Place>();
  for (const { from, to, uses } of definitions) {
    for (const place of [{ from, to }, ...uses]) places.set(place.from, { from: place.from, to: place.to });
  }
  return { from: first.name, places: [...places.values()].sort((a, b) => a.from - b.from) };
}

/** The source with the name written anew. */
export function renamed(source: string, { places }: Rename, name: string): string {
  let text = '';
  let at = 0;
  for (const { from, to } of places) {
    text += source.slice(at, from) + name;
    at = to;
  }
  return text + source.slice(at);
}

/** Whether the script means the same with the new name: every place that named something names the same thing after. */
export function renameFault(source: string, rename: Rename, name: string): RenameFault | null {
  if (!/^_*[A-Za-z]\w*$/.test(name)) return 'form';
  const tree = parser.parse(`let ${name} = 1;`);
  if (
    RESERVED_WORDS.has(name) ||
    tree.topNode.firstChild?.getChild('VariableDefinition')?.to !== 4 + name.length
  ) {
    return 'reserved';
  }
  const after = renamed(source, rename, name);
  const before = links(readNames(parser.parse(source), source), rename, name);
  return before === links(readNames(parser.parse(after), after), null, name) ? null : 'meaning';
}

/** What names what, as one text; places are moved to where the rename puts them. */
function links(names: Names, rename: Rename | null, name: string): string {
  const change = rename === null ? 0 : name.length - rename.from.length;
  const moved = (offset: number): number =>
    offset + change * (rename?.places.filter(({ from }) => from < offset).length ?? 0);
  const link = ({ from, uses }: Pick<Definition, 'from' | 'uses'>): string =>
    `${moved(from)}:${uses
      .map((use) => moved(use.from))
      .sort((a, b) => a - b)
      .join()}`;
  return [...names.definitions.map(link), ...names.free.map(({ from }) => `free ${moved(from)}`)]
    .sort()
    .join('\n');
}
