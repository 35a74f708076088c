/** How long a closing handshake may take before the connection counts as gone (a frozen server never answers it). */
const CLOSE_PATIENCE_MS = 200;

/**
 * A WebSocket that is closed soon after `close()`, also when the other side is frozen: browsers wait many seconds
 * for the closing handshake, and the window would not look for a new connection until then.
 */
export class PromptSocket extends WebSocket {
  private closeTold = false;

  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('close', (event) => {
      if (this.closeTold) event.stopImmediatePropagation();
      this.closeTold = true;
    });
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason);
    setTimeout(() => {
      if (!this.closeTold) this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    }, CLOSE_PATIENCE_MS);
  }
}
