import type { SyntaxNode } from '@lezer/common';
import { parser } from './parser.ts';
import { readNames, type Place } from './names.ts';
import { renamed, renameFault, type Rename } from './rename.ts';

/** What a script is given from outside: an input, read as `name` or `input.name`, or a parameter, `parameters.name`. */
export type GivenKind = 'input' | 'parameter';

/** Where a script or an expression names what it is given; parts by a computed name are not found. */
export function givenPlaces(source: string, kind: GivenKind, name: string): Rename {
  const tree = parser.parse(source);
  const free = readNames(tree, source).free;
  const owner = kind === 'input' ? 'input' : 'parameters';
  const owners = new Set(free.filter((place) => place.name === owner).map(({ from }) => from));
  const places: Place[] = kind === 'input' ? free.filter((place) => place.name === name) : [];
  const quoted = (text: SyntaxNode | null): void => {
    const inside = text?.name === 'String' && { from: text.from + 1, to: text.to - 1 };
    if (inside && source.slice(inside.from, inside.to) === name) places.push(inside);
  };
  tree.iterate({
    enter({ name: kindOfNode, node }) {
      const object = kindOfNode === 'BinaryExpression' ? node.lastChild : node.firstChild;
      if (object === null || !owners.has(object.from) || object.name !== 'VariableName') return;
      if (kindOfNode === 'BinaryExpression') {
        // `"name" in input`
        if (node.getChild('in') !== null || node.getChild('NotIn') !== null) quoted(node.firstChild);
      } else if (kindOfNode === 'MemberExpression') {
        const property = node.getChild('PropertyName');
        if (property !== null && source.slice(property.from, property.to) === name) places.push(property);
      } else if (kindOfNode === 'IndexExpression') {
        // `input["name"]`
        quoted(object.nextSibling?.nextSibling ?? null);
      }
    },
  });
  const inOrder = places.map(({ from, to }) => ({ from, to })).sort((a, b) => a.from - b.from);
  return { from: name, places: inOrder };
}

/** A script or expression with what it is given by another name; null where a variable of that name would come to be meant instead. */
export function withGivenRenamed(source: string, kind: GivenKind, from: string, to: string): string | null {
  const rename = givenPlaces(source, kind, from);
  if (rename.places.length === 0) return source;
  if (kind === 'input' && renameFault(source, rename, to) !== null) return null;
  return renamed(source, rename, to);
}
