import type { PaletteEntry, PaletteGroup } from './entries.ts';

const WHOLE = 10;
const BEGINS = 4;
const WORD_BEGINS = 3;
const INSIDE = 2;
const ELSEWHERE = 1;

/** Letters taken apart, so that a Korean syllable is found while it is still being typed. */
const plain = (text: string): string => text.normalize('NFKD').toLowerCase();

function fitOfWord(word: string, label: string, rest: string): number {
  if (label.startsWith(word)) return BEGINS;
  const at = label.indexOf(word);
  if (at > 0) return /[\p{L}\p{M}\p{N}]/u.test(label.charAt(at - 1)) ? INSIDE : WORD_BEGINS;
  return rest.includes(word) ? ELSEWHERE : 0;
}

/** How well an entry fits what was typed: 0 unless every word is in it as it was typed, more the nearer to the label's beginning. */
export function fit({ id, label, detail = '' }: PaletteEntry, search: string): number {
  const typed = plain(search.trim());
  const name = plain(label);
  const rest = plain(`${detail} ${id}`);
  let sum = name === typed ? WHOLE : 0;
  for (const word of typed.split(/\s+/)) {
    const found = fitOfWord(word, name, rest);
    if (found === 0) return 0;
    sum += found;
  }
  return sum;
}

/** What fits the search, the best first: groups by their best entry. Everything in its own order while nothing is typed. */
export function rank(groups: readonly PaletteGroup[], search: string): readonly PaletteGroup[] {
  if (search.trim() === '') return groups.filter(({ entries }) => entries.length > 0);
  return groups
    .map(({ heading, entries }) => {
      const found = entries
        .map((entry) => ({ entry, score: fit(entry, search) }))
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score);
      return { heading, best: found[0]?.score ?? 0, entries: found.map(({ entry }) => entry) };
    })
    .filter(({ best }) => best > 0)
    .toSorted((a, b) => b.best - a.best);
}
