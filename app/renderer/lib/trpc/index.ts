export { queryClient, trpc, trpcClient } from './client.ts';
export { useConnection, useIsLive, type ConnectionPhase, type ConnectionState } from './connection.ts';
export {
  errorCodeOf,
  errorReasonIn,
  errorDetailOf,
  fieldErrorsOfCall,
  type ShownErrorCode,
} from './errors.ts';
export { OVERVIEW_JUDGMENTS, startLastKnown } from './last-known.ts';
export { onLiveEvent, startLive, watchServerProcess } from './live.ts';
export type { RouterInputs, RouterOutputs } from './types.ts';
export { useKeysetPages } from './keyset.ts';
