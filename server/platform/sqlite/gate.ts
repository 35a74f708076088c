const SHUT = 0;
const OPEN = 1;
const NEVER = 2;

/** Holds threads back, once they have loaded their code, until the file they are to open is there. */
export class Gate {
  readonly shared = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  open(): void {
    this.#set(OPEN);
  }

  /** Where it was not opened it never will be. */
  close(): void {
    this.#set(NEVER);
  }

  #set(state: number): void {
    if (Atomics.compareExchange(this.shared, 0, SHUT, state) === SHUT) Atomics.notify(this.shared, 0);
  }
}

/** To be called in a thread that may block: returns when the gate is open, and ends the thread where it never will be. */
export function passGate(shared: Int32Array): void {
  Atomics.wait(shared, 0, SHUT);
  if (Atomics.load(shared, 0) === NEVER) process.exit();
}
