import { trpcClient } from '../../../lib/trpc/index.ts';

/** By which the server knows whose older question a newer one replaces, and who has left. */
export const newWindow = (): string => crypto.randomUUID();

/** Tells that a part of the page is looked at no longer. Where the connection has gone there is nobody to be told. */
export const leave = (id: string, window: string): void => {
  trpcClient.whatIf.leave.mutate({ id, window }).catch(() => undefined);
};
