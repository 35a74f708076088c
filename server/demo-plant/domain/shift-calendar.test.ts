import { expect, it } from 'vitest';
import { shiftAt } from './shift-calendar.ts';

const SEOUL = 540;
/** Local time in Seoul. */
const at = (local: string) => shiftAt(Date.parse(`${local}+09:00`), SEOUL);

it.each([
  ['2026-03-10T05:59:59', 'night', '2026-03-09'],
  ['2026-03-10T06:00:00', 'day', '2026-03-10'],
  ['2026-03-10T13:59:59', 'day', '2026-03-10'],
  ['2026-03-10T14:00:00', 'evening', '2026-03-10'],
  ['2026-03-10T22:00:00', 'night', '2026-03-10'],
  ['2026-03-10T23:59:59', 'night', '2026-03-10'],
  ['2026-03-11T00:00:00', 'night', '2026-03-10'],
])('%s is %s shift of %s', (local, shift, businessDate) => {
  expect(at(local)).toMatchObject({ shift, businessDate });
});

it.each([
  ['06:00:00', 'handover'],
  ['06:03:59', 'handover'],
  ['06:04:00', 'producing'],
  ['08:00:00', 'break'],
  ['08:10:00', 'producing'],
  ['10:00:00', 'break'],
  ['10:29:59', 'break'],
  ['10:30:00', 'producing'],
  ['12:30:00', 'break'],
  ['12:40:00', 'producing'],
])('at %s the line is in %s', (time, activity) => {
  expect(at(`2026-03-10T${time}`).activity).toBe(activity);
});

it('a line with later breaks works while the other rests', () => {
  const tea = Date.parse('2026-03-10T08:05:00+09:00');
  expect(shiftAt(tea, SEOUL, 0).activity).toBe('break');
  expect(shiftAt(tea, SEOUL, 35).activity).toBe('producing');
});

it('works before 1970 and west of Greenwich', () => {
  expect(shiftAt(Date.parse('1969-07-20T15:00:00Z'), -300)).toMatchObject({
    shift: 'day',
    businessDate: '1969-07-20',
  });
});
