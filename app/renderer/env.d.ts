/// <reference types="vite/client" />
import type { DesktopBridge } from '../../shared/bridge/desktop-bridge.ts';
import type { RecoveryBridge } from '../../shared/bridge/recovery-bridge.ts';

declare global {
  interface Window {
    /** Present only in the desktop app. */
    readonly aif?: DesktopBridge;
    /** Present only in the recovery window of the desktop app. */
    readonly aifRecovery?: RecoveryBridge;
  }
}
