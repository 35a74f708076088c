/** Builds `dist/rhai.wasm` and `dist/build.json`: `node rhai-wasm/build.ts`. */
import { buildWasm, findTools, writeDist } from './build-steps.ts';

const tools = findTools();
if ('missing' in tools) {
  console.error(`rhai-wasm: cannot build, ${tools.missing} is not there`);
  process.exitCode = 1;
} else {
  const record = writeDist(buildWasm(tools), tools);
  console.log(`rhai-wasm: ${record.wasmBytes} bytes, SHA-256 ${record.wasmSha256}`);
}
