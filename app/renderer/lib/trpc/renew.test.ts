import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { renew } from './renew.ts';
import { eventually } from '../../../../tests/support/eventually.ts';

const FILTER = { queryKey: ['judgments'] };

/** A list on screen whose answers the test gives, one after the other. */
function listOnScreen() {
  const client = new QueryClient();
  const asked: ((items: string[]) => void)[] = [];
  const observer = new QueryObserver(client, {
    ...FILTER,
    queryFn: () => new Promise<string[]>((resolve) => asked.push(resolve)),
  });
  const stop = observer.subscribe(() => undefined);
  return { client, asked, stop, shown: () => observer.getCurrentResult().data };
}

describe('renew', () => {
  it('does not lose an event that came while an older answer was under way', async () => {
    const { client, asked, stop, shown } = listOnScreen();
    expect(asked).toHaveLength(1);
    const due = renew(client, [FILTER]);
    expect(due).toEqual([{ ...FILTER, exact: true }]);
    asked[0]?.(['before the event']);
    await eventually(() => expect(shown()).toEqual(['before the event']));
    expect(renew(client, due)).toEqual([]);
    await eventually(() => expect(asked).toHaveLength(2));
    asked[1]?.(['with the event']);
    await eventually(() => expect(shown()).toEqual(['with the event']));
    stop();
  });

  it('gives back only what was being fetched, however much was asked for', () => {
    const { client, stop } = listOnScreen();
    client.setQueryData(['settled'], 1);
    expect(renew(client, [{}, FILTER])).toEqual([{ ...FILTER, exact: true }]);
    stop();
  });

  it('fetches at once what is not being fetched, and only that', async () => {
    const { client, asked, stop, shown } = listOnScreen();
    asked[0]?.(['old']);
    await eventually(() => expect(shown()).toEqual(['old']));
    expect(renew(client, [{ queryKey: ['other'] }])).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(renew(client, [FILTER])).toEqual([]);
    await eventually(() => expect(asked).toHaveLength(2));
    stop();
  });
});
