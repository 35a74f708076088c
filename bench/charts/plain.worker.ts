import { plainMillion, runPlain } from './plain.ts';
import type { Surface } from './plain-chart.ts';
import type { LiveSetup, MillionChart, MillionSetup } from './result.ts';

/** What the page asks of Chart.js in a worker; each but `show` is answered by one message. */
export type ToPlainWorker =
  | { readonly type: 'live'; readonly setup: LiveSetup; readonly surface: Surface }
  | { readonly type: 'prepare'; readonly setup: MillionSetup; readonly surface: Surface }
  | { readonly type: 'open' }
  | { readonly type: 'show'; readonly from: number; readonly to: number }
  | { readonly type: 'draws' };

const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToPlainWorker>) => void;
  postMessage(message: unknown): void;
};
let million: MillionChart | undefined;

async function answer(message: ToPlainWorker): Promise<unknown> {
  switch (message.type) {
    case 'live':
      return runPlain(message.setup, message.surface);
    case 'prepare':
      million = plainMillion(message.setup, message.surface);
      await million.prepare();
      return true;
    case 'open':
      return million?.open();
    case 'show':
      million?.show(message.from, message.to);
      return undefined;
    case 'draws':
      return million?.draws();
  }
}

scope.onmessage = ({ data }) =>
  void answer(data).then((result) => {
    if (result !== undefined) scope.postMessage(result);
  });
