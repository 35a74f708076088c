import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { WhatIfProcesses } from '../ports.ts';
import type { FromWhatIf, ToWhatIf, WhatIfReply, WhatIfSetup } from '../what-if-messages.ts';

/**
 * A process for each order: it reads the rows on a connection of its own and holds them until it is closed. What a thread had freed would stay
 * with the process of the station.
 */
export function createWhatIfProcesses(setup: WhatIfSetup): WhatIfProcesses {
  return {
    budgetBytes: setup.budgetBytes,
    open(order, on) {
      const child = fork(fileURLToPath(workerUrl('../composition/what-if-worker')), {
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      // One that has ended says so itself.
      const post = (message: ToWhatIf) => child.connected && child.send(message, () => {});
      const { promise: exited, resolve: hasExited } = Promise.withResolvers<void>();
      const asked = new Map<number, PromiseWithResolvers<WhatIfReply | null>>();
      let count = 0;
      let ended: Error | null = null;
      const fail = (error: Error) => {
        for (const { reject } of asked.values()) reject(error);
        asked.clear();
        on.failed(error);
      };
      const end = (error: Error) => {
        if (ended === null) fail((ended = error));
        hasExited();
      };
      child.on('error', end);
      child.on('exit', (code, signal) =>
        end(new Error(`the process of what-if ended with ${signal ?? `code ${code}`}`)),
      );
      child.on('message', (received) => {
        const message = received as FromWhatIf;
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
      post({ kind: 'load', order, setup });
      return {
        ask(window, question) {
          if (ended !== null) return Promise.reject(ended);
          const ask = ++count;
          const answer = Promise.withResolvers<WhatIfReply | null>();
          asked.set(ask, answer);
          post({ kind: 'ask', ask, window, question });
          return answer.promise;
        },
        leave: (window) => void post({ kind: 'leave', window }),
        async close() {
          // It only reads: nothing is left half done.
          child.kill('SIGKILL');
          await exited;
        },
      };
    },
  };
}
