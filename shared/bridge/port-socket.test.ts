import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPageMessage, SERVER_PORT_MESSAGE, type PageToShell } from './port-protocol.ts';
import { createPortSource, PortSocket, portSocketClass, type PortSource } from './port-socket.ts';
import { eventually } from '../../tests/support/eventually.ts';

const opened: MessagePort[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

/** The shell's side: hands a port to the page and remembers what the page says. */
class Shell implements PortSource {
  readonly said: PageToShell[] = [];
  requests = 0;
  port: MessagePort | null = null;
  #takers: ((port: MessagePort) => void)[] = [];

  take(use: (port: MessagePort) => void): () => void {
    this.requests += 1;
    this.#takers.push(use);
    return () => {
      this.#takers = this.#takers.filter((taker) => taker !== use);
    };
  }

  get waiting(): number {
    return this.#takers.length;
  }

  deliver(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    opened.push(port1, port2);
    port1.onmessage = (event: MessageEvent) => {
      const message = readPageMessage(event.data);
      if (message) this.said.push(message);
    };
    this.port = port1;
    this.#takers.shift()?.(port2);
    return port1;
  }
}

function connect(shell = new Shell()) {
  const socket = new PortSocket('ws://station/trpc', shell);
  const events: string[] = [];
  for (const name of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(name, (event) =>
      events.push(name === 'message' ? `message ${String((event as MessageEvent).data)}` : name),
    );
  }
  return { shell, socket, events };
}

describe('PortSocket', () => {
  it('connects when a port arrives and the far end says open', async () => {
    const { shell, socket, events } = connect();
    expect(shell.requests).toBe(1);
    expect(socket.readyState).toBe(PortSocket.CONNECTING);
    const port = shell.deliver();
    expect(socket.readyState).toBe(PortSocket.CONNECTING);
    port.postMessage({ kind: 'open' });
    await eventually(() => expect(events).toEqual(['open']));
    expect(socket.readyState).toBe(PortSocket.OPEN);
  });

  it('carries frames both ways in order and acknowledges what it consumed', async () => {
    const { shell, socket, events } = connect();
    const port = shell.deliver();
    port.postMessage({ kind: 'open' });
    port.postMessage({ kind: 'data', data: '가나다' });
    port.postMessage({ kind: 'data', data: 'PING' });
    await eventually(() => expect(events).toEqual(['open', 'message 가나다', 'message PING']));
    socket.send('PONG');
    socket.send(new Uint8Array([1, 2, 3]).subarray(1));
    await eventually(() => expect(shell.said).toHaveLength(4));
    expect(shell.said.slice(0, 3)).toEqual([
      { kind: 'ack', bytes: 3 },
      { kind: 'ack', bytes: 4 },
      { kind: 'data', data: 'PONG' },
    ]);
    const binary = shell.said[3];
    expect(binary?.kind === 'data' && new Uint8Array(binary.data as ArrayBuffer)).toEqual(
      new Uint8Array([2, 3]),
    );
  });

  it('counts what has not left the shell', async () => {
    const { shell, socket, events } = connect();
    shell.deliver().postMessage({ kind: 'open' });
    await eventually(() => expect(events).toEqual(['open']));
    socket.send('12345');
    expect(socket.bufferedAmount).toBe(5);
    shell.port?.postMessage({ kind: 'ack', bytes: 5 });
    await eventually(() => expect(socket.bufferedAmount).toBe(0));
  });

  it('refuses to send before it is open and drops after the end', async () => {
    const { shell, socket } = connect();
    expect(() => socket.send('early')).toThrow(DOMException);
    shell.deliver().postMessage({ kind: 'open' });
    await eventually(() => expect(socket.readyState).toBe(PortSocket.OPEN));
    socket.close();
    expect(() => socket.send('late')).not.toThrow();
  });

  it('tells a lost server by close; before opening also by error', async () => {
    const running = connect();
    const port = running.shell.deliver();
    port.postMessage({ kind: 'open' });
    port.postMessage({ kind: 'close', code: 1006, reason: 'server ended' });
    await eventually(() => expect(running.events).toEqual(['open', 'close']));

    const early = connect();
    early.shell.deliver().postMessage({ kind: 'close', code: 1006, reason: 'server ended' });
    await eventually(() => expect(early.events).toEqual(['error', 'close']));
    expect(early.socket.readyState).toBe(PortSocket.CLOSED);
  });

  it('closed by its owner: tells the shell, wants no port any more', async () => {
    const { shell, socket, events } = connect();
    shell.deliver().postMessage({ kind: 'open' });
    await eventually(() => expect(events).toEqual(['open']));
    socket.close(1000, 'done');
    expect(socket.readyState).toBe(PortSocket.CLOSING);
    await eventually(() => expect(events).toEqual(['open', 'close']));
    await eventually(() => expect(shell.said).toEqual([{ kind: 'close', code: 1000, reason: 'done' }]));

    const waiting = connect();
    waiting.socket.close();
    expect(waiting.shell.waiting).toBe(0);
  });

  it('takes handlers set as properties, as a WebSocket does', async () => {
    const { shell, socket } = connect();
    const onopen = vi.fn();
    socket.onopen = onopen;
    shell.deliver().postMessage({ kind: 'open' });
    await eventually(() => expect(onopen).toHaveBeenCalledOnce());
  });
});

describe('createPortSource', () => {
  function page() {
    const target = new EventTarget();
    const bridge = { requestServerPort: vi.fn() };
    const source = createPortSource(bridge, target as unknown as Window);
    const arrive = (type: string, from: unknown = target) => {
      const { port1, port2 } = new MessageChannel();
      opened.push(port1, port2);
      const event = new MessageEvent('message', { data: { type }, ports: [port2] });
      Object.defineProperty(event, 'source', { value: from });
      target.dispatchEvent(event);
      return port1;
    };
    return { source, bridge, arrive };
  }

  it('asks once per taker and hands ports out in order', () => {
    const { source, bridge, arrive } = page();
    const first = vi.fn();
    const second = vi.fn();
    source.take(first);
    source.take(second);
    expect(bridge.requestServerPort).toHaveBeenCalledTimes(2);
    arrive(SERVER_PORT_MESSAGE);
    expect(first).toHaveBeenCalledOnce();
    expect(second).not.toHaveBeenCalled();
    arrive(SERVER_PORT_MESSAGE);
    expect(second).toHaveBeenCalledOnce();
  });

  it('believes only its own window and its own message', () => {
    const { source, arrive } = page();
    const use = vi.fn();
    source.take(use);
    arrive('something-else');
    arrive(SERVER_PORT_MESSAGE, {});
    expect(use).not.toHaveBeenCalled();
  });

  it('closes a port that nobody waits for', async () => {
    const { arrive } = page();
    const farEnd = arrive(SERVER_PORT_MESSAGE);
    const closed = new Promise((resolve) => farEnd.addEventListener('close', resolve));
    farEnd.start();
    await closed;
  });
});

describe('portSocketClass', () => {
  it('gives a class that needs only a url', () => {
    const shell = new Shell();
    const Socket = portSocketClass(shell);
    const socket = new Socket('ws://station/trpc');
    expect(socket.readyState).toBe(Socket.CONNECTING);
    expect(shell.requests).toBe(1);
    socket.close();
  });
});

describe('readPageMessage', () => {
  it.each([
    null,
    'open',
    { kind: 'open' },
    { kind: 'data', data: 5 },
    { kind: 'ack', bytes: -1 },
    { kind: 'ack', bytes: Number.NaN },
    { kind: 'close', code: '1000', reason: '' },
  ])('takes nothing else: %j', (value) => {
    expect(readPageMessage(value)).toBeNull();
  });

  it('shortens a close reason to what a close frame can hold', () => {
    expect(readPageMessage({ kind: 'close', code: 1000, reason: 'x'.repeat(500) })).toEqual({
      kind: 'close',
      code: 1000,
      reason: 'x'.repeat(120),
    });
  });
});
