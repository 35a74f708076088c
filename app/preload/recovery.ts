import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import {
  RECOVERY_CHANNELS,
  type RecoveryBridge,
  type RecoveryRequest,
  type RecoverySituation,
} from '../../shared/bridge/recovery-bridge.ts';

const ask = <T>(request: RecoveryRequest): Promise<T> =>
  ipcRenderer.invoke(RECOVERY_CHANNELS.ask, request) as Promise<T>;

const bridge = {
  onSituation(listener) {
    // Without the event, which would hand `ipcRenderer` to the page.
    const handler = (_event: IpcRendererEvent, situation: RecoverySituation) => listener(situation);
    ipcRenderer.on(RECOVERY_CHANNELS.situation, handler);
    void ask({ ask: 'situation' });
    return () => void ipcRenderer.off(RECOVERY_CHANNELS.situation, handler);
  },
  tryAgain: () => void ask({ ask: 'try-again' }),
  enterSafeMode: () => void ask({ ask: 'safe-mode' }),
  saveDiagnosis: () => ask({ ask: 'save-diagnosis' }),
  listBackups: () => ask({ ask: 'list-backups' }),
  restore: (name) => ask({ ask: 'restore', name }),
} satisfies RecoveryBridge;

contextBridge.exposeInMainWorld('aifRecovery', bridge);
