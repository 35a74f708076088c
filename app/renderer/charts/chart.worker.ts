import { ChartWorkerEngine } from './worker/engine.ts';
import type { FromWorker, ToWorker } from './worker/protocol.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
  requestAnimationFrame(callback: () => void): number;
}

const scope = self as unknown as WorkerScope;
const engine = new ChartWorkerEngine((message) => scope.postMessage(message));

scope.onmessage = (event) => engine.handle(event.data);

const turn = (): void => {
  engine.frame();
  scope.requestAnimationFrame(turn);
};
turn();
