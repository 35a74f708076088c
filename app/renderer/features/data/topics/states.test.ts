import { expect, it } from 'vitest';
import { linesOfStates, statesOf } from './states.ts';

it('keeps every value what it is through the lines it is edited in', () => {
  const texts = [
    'true',
    'FALSE',
    '1',
    '01',
    '-2.5e3',
    'Infinity',
    '0x10',
    '',
    ' ',
    'a "b"',
    '"a"',
    'a\nb',
    '"',
  ];
  const all = [...texts, true, false, 1, -2.5e-9, 1e21, 0];
  const states = Object.fromEntries(all.map((value, at) => [`W${at}`, value]));
  expect(statesOf(linesOfStates(states))).toEqual(states);
});

it('reads what is typed', () => {
  const lines = 'ON = True\nOFF=0\n3 = run\nA = "1"\nB = 01\nC = Infinity\nD = 0x10\nE = "1';
  expect(statesOf(lines)).toEqual({
    ...{ ON: true, OFF: 0, '3': 'run', A: '1', B: '01', C: 'Infinity', D: '0x10', E: '"1' },
  });
  expect(linesOfStates({ A: 'true', B: '01', C: 1 })).toBe('A = "true"\nB = 01\nC = 1');
});
