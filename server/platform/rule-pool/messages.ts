import type {
  BatchPath,
  CompileResult,
  Evaluation,
  InputType,
  RhaiInputs,
  RhaiLimits,
} from '../../../rhai-wasm/index.ts';

/** A script as the workers know it: the key is its content hash with its limits. */
export interface ScriptRef {
  readonly key: string;
  /** Left out where the worker has the script already. */
  readonly source?: string;
  readonly limits?: Partial<RhaiLimits>;
}

export interface CompileMessage {
  readonly kind: 'compile';
  readonly id: number;
  readonly source: string;
  readonly options: CompileRequest;
}

export interface EvaluateMessage {
  readonly kind: 'evaluate';
  readonly id: number;
  readonly script: ScriptRef;
  readonly inputs: RhaiInputs;
  /** Milliseconds of processor time it may take. */
  readonly deadlineMs: number;
}

export type Request = CompileMessage | EvaluateMessage;

export interface CompileRequest {
  readonly limits?: Partial<RhaiLimits>;
  /** The inputs that exist; see `CompileOptions` of the face. */
  readonly inputs?: readonly string[];
  /** What the inputs are, where it is asked how many rows would be judged. */
  readonly types?: Readonly<Record<string, InputType>>;
}

/** A compile result without the handle, which cannot leave the worker. */
export type CompileReply =
  | {
      readonly ok: true;
      readonly facts: Extract<CompileResult, { ok: true }>['facts'];
      readonly path?: BatchPath;
    }
  | Extract<CompileResult, { ok: false }>;

export type Reply =
  | { readonly kind: 'compiled'; readonly id: number; readonly result: CompileReply }
  | { readonly kind: 'evaluated'; readonly id: number; readonly result: Evaluation }
  /** It took more processor time than its deadline allows. */
  | { readonly kind: 'late'; readonly id: number }
  /** The worker has dropped the script: send its source again. */
  | { readonly kind: 'missing'; readonly id: number };

/** Handed to a worker at its start. */
export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly progress: SharedArrayBuffer;
}
