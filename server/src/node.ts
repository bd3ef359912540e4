/** Entry point of the server's process: `node node.js --stdio`, or forked by an editor with `--node-ipc`. */
import { serveIpc, serveStdio } from './lsp/node/serve.ts';

if (process.argv.includes('--node-ipc')) {
    serveIpc();
} else if (process.argv.includes('--stdio')) {
    serveStdio();
} else {
    console.error('This is a language server. An editor starts it with --stdio or --node-ipc.');
    process.exitCode = 2;
}
