/**
 * What rules ask of texts besides whether they are equal: their order, their length, whether one is part of another. It is found out for every text of a
 * batch before its rows are judged, and read from a table by the number of the text.
 */
import { int, OP, unsigned, type Code } from './wasm-module.ts';

export type TextTest = 'contains' | 'starts_with' | 'ends_with';

/** One question about a text; its answer is a number of 32 bits. `other` is what it is compared with. */
export type TextFact =
  | { readonly kind: 'order' | 'length' }
  | {
      readonly kind: 'test';
      readonly test: TextTest;
      readonly other: string;
      readonly isOther: 'part' | 'whole';
    };

/** The questions that a rule asks. */
export class TextFacts {
  readonly facts: TextFact[] = [];
  readonly #reads: { readonly fact: number; readonly stride: Code; readonly offset: Code }[] = [];

  /** Code that leaves the answer for a text (its number is on the stack after `text`). */
  read(text: Code, fact: TextFact): Code {
    const key = JSON.stringify(fact);
    const known = this.facts.findIndex((other) => JSON.stringify(other) === key);
    const place = known >= 0 ? known : this.facts.push(fact) - 1;
    const [stride, offset]: [Code, Code] = [[], []];
    this.#reads.push({ fact: place, stride, offset });
    return [text, stride, OP.i32_mul, OP.i32_load, 2, offset];
  }

  /** Writes where the table begins, once all questions are known. */
  place(address: number): void {
    for (const { fact, stride, offset } of this.#reads) {
      stride.push(int(4 * this.facts.length));
      offset.push(unsigned(address + 4 * fact));
    }
  }
}

/** The order of Rhai: by characters, which JavaScript's own is not beyond the first 65,536 of them. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (a.charCodeAt(at) !== b.charCodeAt(at)) return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
  }
  return a.length - b.length;
}

/** Halves of characters beyond 65,536 come last. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit);

/** Characters of a text. */
export const lengthOfText = (text: string): number => [...text].length;

/** One text in another. */
export function isPart(test: TextTest, whole: string, part: string): boolean {
  if (test === 'contains') return whole.includes(part);
  return test === 'starts_with' ? whole.startsWith(part) : whole.endsWith(part);
}

/** The table: for each text the answers to all questions. */
export function tableOfTexts(facts: readonly TextFact[], texts: readonly string[]): Int32Array {
  const table = new Int32Array(facts.length * texts.length);
  facts.forEach((fact, column) => {
    const answers = answersTo(fact, texts);
    answers.forEach((answer, text) => (table[text * facts.length + column] = answer));
  });
  return table;
}

function answersTo(fact: TextFact, texts: readonly string[]): number[] {
  switch (fact.kind) {
    case 'length':
      return texts.map(lengthOfText);
    case 'order': {
      const places: number[] = [];
      const inOrder = [...texts.keys()].sort((a, b) => compareTexts(texts[a] ?? '', texts[b] ?? ''));
      inOrder.forEach((text, place) => (places[text] = place));
      return places;
    }
    case 'test': {
      const { test, other, isOther } = fact;
      return texts.map((text) =>
        Number(isOther === 'part' ? isPart(test, text, other) : isPart(test, other, text)),
      );
    }
  }
}
