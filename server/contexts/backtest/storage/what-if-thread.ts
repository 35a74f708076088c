import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { WhatIfThread } from '../ports.ts';
import type { FromWhatIf, ToWhatIf, WhatIfReply, WhatIfWorkerData } from '../what-if-messages.ts';

/** A thread for each order: it reads the rows on a connection of its own and holds them until it is closed. */
export function createWhatIfThread(workerData: WhatIfWorkerData): WhatIfThread {
  return {
    budgetBytes: workerData.budgetBytes,
    open(order, on) {
      const worker = new Worker(workerUrl('../composition/what-if-worker'), { workerData, name: 'what-if' });
      const post = (message: ToWhatIf) => worker.postMessage(message);
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const asked = new Map<number, PromiseWithResolvers<WhatIfReply | null>>();
      let count = 0;
      const fail = (error: Error) => {
        for (const { reject } of asked.values()) reject(error);
        asked.clear();
        on.failed(error);
      };
      worker.on('error', fail);
      worker.on('exit', (code) => fail(new Error(`the thread of what-if ended with code ${code}`)));
      worker.on('message', (message: FromWhatIf) => {
        if (message.kind === 'loading') on.loading(message.machine, message.at, message.rows);
        else if (message.kind === 'judging') on.judging(message.share);
        else if (message.kind === 'loaded') on.loaded(message.facts);
        else if (message.kind === 'broke' && message.ask === null) fail(new Error(message.message));
        else if (message.ask !== null) {
          const waiting = asked.get(message.ask);
          asked.delete(message.ask);
          if (message.kind === 'reply') waiting?.resolve(message.reply);
          else waiting?.reject(new Error(message.message));
        }
      });
      post({ kind: 'load', order });
      return {
        ask(window, question) {
          const ask = ++count;
          const answer = Promise.withResolvers<WhatIfReply | null>();
          asked.set(ask, answer);
          post({ kind: 'ask', ask, window, question });
          return answer.promise;
        },
        leave: (window) => post({ kind: 'leave', window }),
        async close() {
          // Not terminated: inside SQLite that can abort the process.
          post('close');
          await exited;
        },
      };
    },
  };
}
