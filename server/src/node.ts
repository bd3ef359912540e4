/** Entry point of the server's process: `node node.js --stdio`, or forked by an editor with `--node-ipc`. */
import { setFlagsFromString } from 'node:v8';
import { serveIpc, serveStdio } from './lsp/node/serve.ts';

// Each keystroke in a long file leaves megabytes of old text behind. V8 would rather let the heap grow to the gigabyte
// than collect it; whoever edits has other uses for the memory.
setFlagsFromString('--heap-growing-percent=50');

if (process.argv.includes('--node-ipc')) {
    serveIpc();
} else if (process.argv.includes('--stdio')) {
    serveStdio();
} else {
    console.error('This is a language server. An editor starts it with --stdio or --node-ipc.');
    process.exitCode = 2;
}
