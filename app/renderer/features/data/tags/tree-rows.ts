import type { TagNames } from '../../../../../shared/contract/data-hub.ts';
import { UNSORTED_SITE } from '../../../../../shared/contract/tags.ts';

/** Site, area, line, equipment, tag. */
export const LEVELS = 5;

/** A place in the tree: a branch of the first four levels, or a tag. */
export interface TreeNode {
  readonly prefix: string;
  readonly name: string;
  /** 1 site … 5 tag. */
  readonly depth: number;
  readonly children: Map<string, TreeNode>;
  /** Ids of all tags in it. */
  readonly ids: number[];
}

export interface TreeRow {
  readonly node: TreeNode;
  readonly open: boolean;
  readonly names: { readonly ko: string | null; readonly en: string | null };
}

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The whole tree of some tags. */
export function treeOf({ id, path }: Pick<TagNames, 'id' | 'path'>, only?: ReadonlySet<number>): TreeNode {
  const root: TreeNode = { prefix: '', name: '', depth: 0, children: new Map(), ids: [] };
  path.forEach((each, index) => {
    const tagId = id[index] ?? 0;
    if (only !== undefined && !only.has(tagId)) return;
    let node = root;
    node.ids.push(tagId);
    for (const name of each.split('/')) {
      let child = node.children.get(name);
      if (child === undefined) {
        const prefix = node.depth === 0 ? name : `${node.prefix}/${name}`;
        child = { prefix, name, depth: node.depth + 1, children: new Map(), ids: [] };
        node.children.set(name, child);
      }
      child.ids.push(tagId);
      node = child;
    }
  });
  return root;
}

/** The unsorted branch first: it is there to be emptied. Then as people count. */
function inOrder(a: TreeNode, b: TreeNode): number {
  if (a.depth === 1 && a.name === UNSORTED_SITE) return -1;
  if (b.depth === 1 && b.name === UNSORTED_SITE) return 1;
  return natural.compare(a.name, b.name);
}

/** What is to be seen of a tree with these branches open; `all` opens every one. */
export function rowsOf(
  root: TreeNode,
  open: ReadonlySet<string>,
  all: boolean,
  nameOf: (id: number) => TreeRow['names'],
): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: TreeNode): void => {
    for (const child of [...node.children.values()].sort(inOrder)) {
      const isTag = child.depth === LEVELS;
      const isOpen = !isTag && (all || open.has(child.prefix));
      const names = isTag ? nameOf(child.ids[0] ?? 0) : { ko: null, en: null };
      rows.push({ node: child, open: isOpen, names });
      if (isOpen) visit(child);
    }
  };
  visit(root);
  return rows;
}

/** Whether what is dragged can be let go on a branch: one above its own level, and not where it is. */
export function canDrop(dragged: TreeNode, target: TreeNode): boolean {
  if (target.depth >= dragged.depth || target.depth >= LEVELS) return false;
  return dragged.prefix.split('/').slice(0, target.depth).join('/') !== target.prefix;
}

/** The place of a tag after its branch (or itself) was let go on another: the levels below the target stay its own. */
export function droppedPath(path: string, target: Pick<TreeNode, 'prefix' | 'depth'>): string {
  return [...target.prefix.split('/'), ...path.split('/').slice(target.depth)].join('/');
}

/** The place of a tag after its branch was given another name or place of the same number of levels. */
export function renamedPath(path: string, prefix: string): string {
  return droppedPath(path, { prefix, depth: prefix.split('/').length });
}
