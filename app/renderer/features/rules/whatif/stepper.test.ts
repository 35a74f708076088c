import { describe, expect, it } from 'vitest';
import { Stepper } from './stepper.ts';

/** A server whose answers come when the test says so. */
function asked() {
  const open: { name: string; answer: (answer: string | null) => void; fail: (error: Error) => void }[] = [];
  const told: string[] = [];
  const stepper = new Stepper<number, string>({
    ask: (step, part) =>
      new Promise((resolve, reject) => open.push({ name: `${part} ${step}`, answer: resolve, fail: reject })),
    onAnswer: (answer) => told.push(answer),
    onError: (error) => told.push(String(error)),
    wantsRest: (answer) => !answer.includes('slow'),
  });
  const turn = async () => {
    for (let index = 0; index < 5; index += 1) await Promise.resolve();
    return open.map(({ name }) => name);
  };
  const reply = async (answer: string | null) => {
    open.shift()?.answer(answer);
    return turn();
  };
  return { stepper, told, open, turn, reply };
}

describe('steps of a slider', () => {
  it('are never queued: while one is asked, only the newest waits, and the rest is asked when it rests', async () => {
    const { stepper, told, reply, turn } = asked();
    stepper.set(1);
    stepper.set(2);
    stepper.set(3);
    expect(await turn()).toEqual(['first 1']);
    expect(await reply('a')).toEqual(['first 3']);
    expect(await reply('b')).toEqual(['rest 3']);
    expect(await reply('c')).toEqual([]);
    expect(told).toEqual(['a', 'b', 'c']);
  });

  it('a newer one does not wait for the rest of an older one, whose answer is dropped', async () => {
    const { stepper, told, reply, open, turn } = asked();
    stepper.set(1);
    await reply('a');
    stepper.set(2);
    expect(await turn()).toEqual(['rest 1', 'first 2']);
    await reply('late');
    expect(await reply('b')).toEqual(['rest 2']);
    stepper.end();
    open[0]?.answer('c');
    await turn();
    expect(told).toEqual(['a', 'b']);
  });

  it('the rest is left where it is slow, until it is asked for', async () => {
    const { stepper, reply, turn } = asked();
    stepper.set(1);
    expect(await reply('slow')).toEqual([]);
    stepper.rest();
    expect(await turn()).toEqual(['rest 1']);
  });

  it('an error is told once, and the next step is asked all the same', async () => {
    const { stepper, told, open, turn } = asked();
    stepper.set(1);
    open.shift()?.fail(new Error('away'));
    await turn();
    expect(told).toEqual(['Error: away']);
    stepper.set(2);
    expect(await turn()).toEqual(['first 2']);
  });
});
