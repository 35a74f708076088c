/** A part of a script's tree, for those who may know `shared` only. */
export type { SyntaxNode } from '@lezer/common';
