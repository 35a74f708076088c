import type { Tag } from '../../../../shared/contract/data-hub.ts';
import { tagName } from './view-state.ts';

/** One row of the tag tree: a line, a machine on it, or a tag of a machine. */
export type TagRow =
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly name: string;
      readonly level: 1;
      readonly open: boolean;
    }
  | {
      readonly kind: 'machine';
      readonly key: string;
      readonly name: string;
      readonly level: 2;
      readonly open: boolean;
    }
  | {
      readonly kind: 'tag';
      readonly key: string;
      readonly name: string;
      readonly level: 1 | 3;
      /** Where a found tag is: line and machine. */
      readonly place: string;
      readonly names: Tag['name'];
      readonly last: Tag['last'];
    }
  | {
      readonly kind: 'note';
      readonly key: string;
      readonly note: 'loading' | 'more' | 'failed';
      readonly level: 3;
    };

function lineOf(machine: string): string {
  return machine.slice(0, machine.lastIndexOf('/'));
}

/** `line-1 › press-1` of a tag or machine path. */
export function placeOf(path: string): string {
  const [, , line = '', equipment = ''] = path.split('/');
  return `${line} › ${equipment}`;
}

export interface MachineTags {
  readonly tags: readonly Tag[];
  readonly state: 'loading' | 'ready' | 'more' | 'failed';
}

/** Lines and machines in order of path; open machines with their tags. Lines are open unless closed, machines the other way. */
export function treeRows(
  machines: readonly string[],
  toggled: ReadonlySet<string>,
  tagsOfMachine: (machine: string) => MachineTags | undefined,
): TagRow[] {
  const rows: TagRow[] = [];
  const sorted = [...machines].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  let line = '';
  for (const machine of sorted) {
    if (lineOf(machine) !== line) {
      line = lineOf(machine);
      rows.push({
        kind: 'line',
        key: line,
        name: line.split('/').join(' › '),
        level: 1,
        open: !toggled.has(line),
      });
    }
    if (toggled.has(line)) continue;
    const open = toggled.has(machine);
    rows.push({ kind: 'machine', key: machine, name: tagName(machine), level: 2, open });
    if (open) rows.push(...machineRows(machine, tagsOfMachine(machine)));
  }
  return rows;
}

function machineRows(machine: string, known: MachineTags | undefined): TagRow[] {
  const rows: TagRow[] = (known?.tags ?? []).map((tag) => ({
    kind: 'tag',
    key: tag.path,
    name: tagName(tag.path),
    level: 3,
    place: '',
    names: tag.name,
    last: tag.last,
  }));
  const state = known?.state ?? 'loading';
  if (state !== 'ready') rows.push({ kind: 'note', key: `${machine} ${state}`, note: state, level: 3 });
  return rows;
}

/** Found tags, with the place each is at. */
export function foundRows(tags: readonly Tag[], more: boolean): TagRow[] {
  const rows: TagRow[] = tags.map((tag) => ({
    kind: 'tag',
    key: tag.path,
    name: tagName(tag.path),
    level: 1,
    place: placeOf(tag.path),
    names: tag.name,
    last: tag.last,
  }));
  if (more) rows.push({ kind: 'note', key: 'more', note: 'more', level: 3 });
  return rows;
}
