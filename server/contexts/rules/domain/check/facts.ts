/**
 * Facts by name that never change: another one is a new map that shares all but its own branch (a hash trie of 32 ways, Bagwell 2001).
 * A script of a thousand conditions knows thousands, and each way through it has its own.
 */
interface Branch<T> {
  readonly children: readonly (Node<T> | undefined)[];
}
/** All of one hash. */
interface Leaf<T> {
  readonly hash: number;
  readonly entries: readonly (readonly [name: string, fact: T])[];
}
type Node<T> = Branch<T> | Leaf<T>;

const BITS = 5;
const WAYS = 1 << BITS;

/** FNV-1a of the name's UTF-16 units. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const wayOf = (hash: number, shift: number): number => (hash >>> shift) & (WAYS - 1);

function put<T>(node: Node<T> | undefined, leaf: Leaf<T>, shift: number): Node<T> {
  if (node === undefined) return leaf;
  if ('entries' in node) {
    if (node.hash === leaf.hash) {
      const others = node.entries.filter(([name]) => !leaf.entries.some(([own]) => own === name));
      return { hash: leaf.hash, entries: [...others, ...leaf.entries] };
    }
    return put(put({ children: Array.from({ length: WAYS }) }, node, shift), leaf, shift);
  }
  const way = wayOf(leaf.hash, shift);
  return { children: node.children.with(way, put(node.children[way], leaf, shift + BITS)) };
}

type Both<T> = (x: T, y: T) => T;

function joined<T>(
  a: Node<T> | undefined,
  b: Node<T> | undefined,
  both: Both<T>,
  shift: number,
): Node<T> | undefined {
  if (a === b || a === undefined || b === undefined) return a === b ? a : undefined;
  if ('entries' in a || 'entries' in b) {
    const [leaf, other] = 'entries' in a ? [a, b] : [b as Leaf<T>, a];
    const entries = leaf.entries.flatMap(([name, x]) => {
      const y = found(other, name, leaf.hash, shift);
      return y === undefined ? [] : [[name, both(x, y)] as const];
    });
    return entries.length === 0 ? undefined : { hash: leaf.hash, entries };
  }
  const children = a.children.map((child, way) => joined(child, b.children[way], both, shift + BITS));
  return children.every((child) => child === undefined) ? undefined : { children };
}

function found<T>(from: Node<T> | undefined, name: string, hash: number, shift: number): T | undefined {
  let node = from;
  for (let at = shift; node !== undefined && 'children' in node; at += BITS)
    node = node.children[wayOf(hash, at)];
  if (node === undefined || node.hash !== hash) return undefined;
  return node.entries.find(([own]) => own === name)?.[1];
}

export class Facts<T> {
  readonly #root: Node<T> | undefined;

  constructor(root?: Node<T>) {
    this.#root = root;
  }

  get(name: string): T | undefined {
    return found(this.#root, name, hashOf(name), 0);
  }

  with(name: string, fact: T): Facts<T> {
    return new Facts(put(this.#root, { hash: hashOf(name), entries: [[name, fact]] }, 0));
  }

  /** The names both know, with what holds on both ways; `both` does not depend on their order. */
  join(other: Facts<T>, both: Both<T>): Facts<T> {
    return this.#root === other.#root ? this : new Facts(joined(this.#root, other.#root, both, 0));
  }
}
