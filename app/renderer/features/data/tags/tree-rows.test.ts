import { describe, expect, it } from 'vitest';
import { canDrop, droppedPath, renamedPath, rowsOf, treeOf, type TreeNode } from './tree-rows.ts';

const PATHS = ['s/a/l1/p10/t', 's/a/l1/p9/t', 's/a/l1/p9/u', 'unsorted/-/-/p4/heat'];
const names = { id: PATHS.map((_, index) => index + 1), path: PATHS };
const none = () => ({ ko: null, en: null });
const at = (prefix: string): TreeNode => {
  let node = treeOf(names);
  for (const name of prefix.split('/')) node = node.children.get(name) as TreeNode;
  return node;
};

describe('the tree', () => {
  it('has the unsorted branch first, then counts as people do', () => {
    const rows = rowsOf(treeOf(names), new Set(['s', 's/a', 's/a/l1', 's/a/l1/p9']), false, none);
    expect(rows.map(({ node }) => node.prefix)).toEqual([
      'unsorted',
      's',
      's/a',
      's/a/l1',
      's/a/l1/p9',
      's/a/l1/p9/t',
      's/a/l1/p9/u',
      's/a/l1/p10',
    ]);
    expect(rows[3]?.node.ids).toEqual([1, 2, 3]);
  });

  it('shows only what was found, all of it open', () => {
    const rows = rowsOf(treeOf(names, new Set([4])), new Set(), true, none);
    expect(rows.map(({ node }) => node.name)).toEqual(['unsorted', '-', '-', 'p4', 'heat']);
  });
});

describe('letting go', () => {
  it.each([
    ['unsorted/-/-/p4', 's/a/l1', 's/a/l1/p4/heat'],
    ['unsorted/-/-/p4/heat', 's/a/l1/p9', 's/a/l1/p9/heat'],
    ['unsorted/-/-/p4/heat', 's/a/l1', 's/a/l1/p4/heat'],
    ['unsorted/-', 's', 's/-/-/p4/heat'],
  ])('%s on %s', (dragged, target, path) => {
    expect(canDrop(at(dragged), at(target))).toBe(true);
    expect(droppedPath('unsorted/-/-/p4/heat', at(target))).toBe(path);
  });

  it.each([
    ['s/a/l1/p9/t', 's/a/l1/p9'],
    ['s/a/l1', 's/a'],
    ['s/a/l1', 'unsorted/-/-/p4'],
    ['s/a/l1/p9/t', 's/a/l1/p9/u'],
    ['s', 'unsorted'],
  ])('%s not on %s', (dragged, target) => {
    expect(canDrop(at(dragged), at(target))).toBe(false);
  });

  it('a branch gets another name', () => {
    expect(renamedPath('s/a/l1/p9/t', 's/b/l1')).toBe('s/b/l1/p9/t');
  });
});
