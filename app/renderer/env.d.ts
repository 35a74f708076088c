/// <reference types="vite/client" />
import type { DesktopBridge } from '../../shared/bridge/desktop-bridge.ts';

declare global {
  interface Window {
    /** Present only in the desktop app. */
    readonly aif?: DesktopBridge;
  }
}
