/** Entry point of the server in a web worker. */
import { serveWorker, type WorkerScope } from './lsp/browser/serve.ts';

serveWorker(globalThis as unknown as WorkerScope);
