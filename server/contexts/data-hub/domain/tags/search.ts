import { unitSymbol } from '../../../../../shared/util/ucum.ts';
import type { TagRegistry } from './registry.ts';
import { unitOf } from './settings.ts';

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Syllables that begin with the same consonant. */
const PER_INITIAL = 588;
const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const INITIAL = /[ㄱ-ㅎ]/;

/** The first consonants of Korean syllables (초성), everything else as it is: `온도 1` → `ㅇㄷ 1`. */
export function initialsOf(text: string): string {
  let initials = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    initials +=
      code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE
        ? (INITIALS[Math.floor((code - FIRST_SYLLABLE) / PER_INITIAL)] ?? sign)
        : sign;
  }
  return initials;
}

interface Entry {
  /** What the texts were made of: another one of any of them makes them old. */
  readonly of: readonly unknown[];
  readonly text: string;
  readonly initials: string;
}

/** Words that all have to be found, in any order. */
type Words = readonly { readonly word: string; readonly isInitials: boolean }[];

function wordsOf(search: string): Words {
  return search
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => ({ word, isInitials: INITIAL.test(word) }));
}

/** Finds tags by parts of their path, names and unit. Texts are made once and kept until the tag changes. */
export class TagSearch {
  readonly #tags: TagRegistry;
  readonly #entries = new Map<number, Entry>();

  constructor(tags: TagRegistry) {
    this.#tags = tags;
  }

  /** Ids of the tags that have every word, by rising path; of all tags where there is none. */
  find(search: string): readonly number[] {
    const words = wordsOf(search);
    const all = this.#tags.idsByPath();
    if (words.length === 0) return all;
    return all.filter((id) => {
      const { text, initials } = this.#entry(id);
      return words.every(({ word, isInitials }) => (isInitials ? initials : text).includes(word));
    });
  }

  #entry(id: number): Entry {
    const path = this.#tags.tagWith(id)?.path ?? '';
    const settings = this.#tags.settingsOf(id);
    const said = this.#tags.saidOf(id);
    const known = this.#entries.get(id);
    if (known !== undefined && known.of[0] === path && known.of[1] === settings && known.of[2] === said)
      return known;
    const unit = unitOf(settings, said);
    const parts = [path, settings.name.ko, settings.name.en, unit, unit === null ? null : unitSymbol(unit)];
    const text = parts
      .filter((part) => part !== null)
      .join('\n')
      .toLowerCase();
    const entry = { of: [path, settings, said], text, initials: initialsOf(text) };
    this.#entries.set(id, entry);
    return entry;
  }
}
