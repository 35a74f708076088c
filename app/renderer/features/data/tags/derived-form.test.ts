import { describe, expect, it } from 'vitest';
import { derivedOf, formFor, freeName } from './derived-form.ts';

describe('the editor of a derived tag', () => {
  it('gives back what it was opened with', () => {
    for (const derivation of [
      { kind: 'expression', expression: 'a + b', inputs: [{ name: 'a', tag: 's/a/l/e/t' }] },
      { kind: 'increase', tag: 's/a/l/e/t' },
      { kind: 'rate', tag: 's/a/l/e/t', perSeconds: 3_600 },
    ] as const) {
      const form = formFor(derivation as Parameters<typeof formFor>[0], 's/a/l/e/new');
      expect(derivedOf(form)).toMatchObject({ tag: { path: 's/a/l/e/new', derivation } });
    }
  });

  it('begins a new one beside what is chosen, with the chosen tag as its input', () => {
    expect(formFor(null, 's/a/l/e/t')).toMatchObject({
      path: 's/a/l/e/',
      inputs: [{ name: 'a', tag: 's/a/l/e/t' }],
    });
    expect(formFor(null, 's/a')).toMatchObject({ path: 's/a/', inputs: [{ name: 'a', tag: '' }] });
    expect(formFor(null, '')).toMatchObject({ path: '', inputs: [{ name: 'a', tag: '' }] });
  });

  it('says what is missing', () => {
    expect(derivedOf(formFor(null, 'a/b'))).toMatchObject({
      fault: expect.stringContaining('path') as string,
    });
  });

  it('names a further input as no other', () => {
    expect(freeName([])).toBe('a');
    expect(
      freeName([
        { name: 'a', tag: '' },
        { name: 'c', tag: '' },
      ]),
    ).toBe('b');
  });
});
